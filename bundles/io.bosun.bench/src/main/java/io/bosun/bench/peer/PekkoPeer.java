// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.peer;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import scala.concurrent.Await;
import scala.concurrent.duration.FiniteDuration;

/** Pekko's typed actors on the default dispatcher, one per receiver: a broadcast is one tell to each. */
final class PekkoPeer implements Peer {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final ActorSystem<Void> system = ActorSystem.create(
            Behaviors.empty(),
            "bench",
            ConfigFactory.parseMap(Map.of("pekko.loglevel", "OFF")).withFallback(ConfigFactory.load()));

    private int spawned;

    private record Question(long number, ActorRef<Answer> asker) {}

    @Override
    public Sender sender(Receiver receiver) {
        ActorRef<Tick> actor = receiving(receiver);
        return (producer, number, due) -> {
            actor.tell(new Tick(producer, number, due));
            return true;
        };
    }

    @Override
    public Sender publisher(List<Receiver> receivers) {
        List<ActorRef<Tick>> actors = new ArrayList<>();
        receivers.forEach(each -> actors.add(receiving(each)));
        return (producer, number, due) -> {
            Tick tick = new Tick(producer, number, due);
            for (int i = 0; i < actors.size(); i++) {
                actors.get(i).tell(tick);
            }
            return true;
        };
    }

    @Override
    public Asker asker() {
        ActorRef<Question> actor = spawn(Behaviors.receiveMessage(question -> {
            question.asker().tell(new Answer(question.number()));
            return Behaviors.same();
        }));
        return number -> AskPattern.<Question, Answer>ask(
                        actor, asker -> new Question(number, asker), TIMEOUT, system.scheduler())
                .toCompletableFuture();
    }

    private ActorRef<Tick> receiving(Receiver receiver) {
        return spawn(Behaviors.receiveMessage(tick -> {
            tick.to(receiver);
            return Behaviors.same();
        }));
    }

    private <T> ActorRef<T> spawn(Behavior<T> behavior) {
        return system.systemActorOf(behavior, "bench-" + spawned++, Props.empty());
    }

    @Override
    public void close() throws Exception {
        system.terminate();
        Await.ready(system.whenTerminated(), FiniteDuration.create(TIMEOUT.toSeconds(), TimeUnit.SECONDS));
    }
}

// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.launch.local;

import io.bosun.crew.HandProcess;
import io.bosun.crew.LaunchRequest;
import io.bosun.crew.Launcher;
import io.bosun.crew.main.runtime.StartProperties;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Starts a hand as a child process of this JVM, on the JVM that runs this one. */
@Component(configurationPid = LocalLauncher.PID, property = Launcher.METHOD + "=local")
@Designate(ocd = LocalLauncher.Config.class)
public final class LocalLauncher implements Launcher {
    static final String PID = "io.bosun.crew.launch.local";

    private static final System.Logger LOG = System.getLogger(LocalLauncher.class.getName());

    /** How hands are started. */
    @ObjectClassDefinition(name = "Bosun local launcher", description = "Starts hands as child processes")
    @interface Config {
        @AttributeDefinition(description = "Largest heap of a hand; its own jvmOptions may say otherwise")
        int heapMegabytes() default 256;

        @AttributeDefinition(description = "A log larger than this is moved to NAME.log.1 when its hand is launched")
        int logMegabytes() default 10;

        @AttributeDefinition(description = "Use setsid, where there is one: a terminal's Ctrl-C does not reach hands")
        boolean ownSession() default true;

        @AttributeDefinition(
                description = "Use setpriv, where it can: the kernel ends even a stopped hand with its boss")
        boolean deathSignal() default true;
    }

    private final HandRuntime runtime;
    private final LaunchTools tools;
    // The death signal follows the thread that started the process, so this one thread starts all and stays.
    private final ExecutorService thread = Executors.newSingleThreadExecutor(LocalLauncher::launchThread);
    // A process whose standard input is collected would lose its boss.
    private final Set<LocalHand> hands = ConcurrentHashMap.newKeySet();
    private volatile HandCommand.Options options;

    @Activate
    public LocalLauncher(BundleContext context, Config config) throws IOException {
        this(HandRuntime.unpack(context), options(config));
    }

    LocalLauncher(HandRuntime runtime, HandCommand.Options options) {
        this.runtime = runtime;
        this.tools = LaunchTools.find();
        this.options = options;
    }

    private static Thread launchThread(Runnable work) {
        Thread thread = new Thread(work, "bosun-launch");
        thread.setDaemon(true);
        return thread;
    }

    private static HandCommand.Options options(Config config) {
        return new HandCommand.Options(
                config.heapMegabytes(), config.logMegabytes(), config.ownSession(), config.deathSignal());
    }

    @Modified
    void modify(Config config) {
        options = options(config);
    }

    /** Ends what is left: with the thread goes the promise that a hand ends with its boss. */
    @Deactivate
    void deactivate() {
        for (LocalHand hand : hands) {
            LOG.log(System.Logger.Level.WARNING, "The launcher goes, and {0} with it", hand);
            hand.kill();
        }
        thread.shutdown();
    }

    @Override
    public Set<String> runtime() {
        return runtime.bundles();
    }

    @Override
    public HandProcess launch(LaunchRequest request) throws IOException {
        Map<String, String> told = told(request);
        CompletableFuture<LocalHand> launched;
        try {
            launched = CompletableFuture.supplyAsync(() -> start(request, told), thread);
        } catch (RejectedExecutionException e) {
            throw new IOException("Cannot start " + request + ": the launcher is gone", e);
        }
        try {
            return launched.get();
        } catch (ExecutionException e) {
            throw new IOException(
                    "Cannot start " + request + ": " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            launched.thenAccept(LocalHand::kill);
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while starting " + request, e);
        }
    }

    private static Map<String, String> told(LaunchRequest request) throws IOException {
        Map<String, String> told = new HashMap<>(request.properties());
        told.put("bosun.name", request.name());
        told.put("bosun.dir", request.directory().toAbsolutePath().toString());
        told.put("bosun.link", request.link().toString());
        told.put("bosun.token", request.token());
        try {
            told.forEach(StartProperties::check);
        } catch (IllegalArgumentException e) {
            throw new IOException("Cannot start " + request + ": " + e.getMessage(), e);
        }
        return told;
    }

    private LocalHand start(LaunchRequest request, Map<String, String> told) {
        try {
            Process process =
                    new HandCommand(tools, options, runtime).process(request).start();
            LocalHand hand = new LocalHand(request.name(), process);
            hands.add(hand);
            hand.onExit().whenComplete((status, error) -> hands.remove(hand));
            hand.tell(told);
            return hand;
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }
}

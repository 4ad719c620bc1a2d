// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.boss;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.crew.Memo.BundleRef;
import io.bosun.transport.Placement;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceRegistration;

@DisplayName("What a hand is to run")
class ProvisionsTest {
    private static final long QUIET_MILLIS = 300;

    @TempDir
    Path directory;

    private final BlockingQueue<List<BundleRef>> told = new LinkedBlockingQueue<>();
    private volatile long settleMillis = TimeUnit.HOURS.toMillis(1);
    private TestFramework framework;
    private Provisions provisions;
    private Bundle api;
    private Bundle handler;

    private record Placed(String target, boolean here, List<String> hands) implements Placement {}

    @BeforeEach
    void start() throws Exception {
        framework = new TestFramework(directory);
        provisions = new Provisions(framework.context(), directory.resolve("store"), () -> settleMillis);
        handler = framework.install(
                "bundle:handler",
                TestFramework.jar("handler", "one", "Import-Package", "api,org.osgi.framework,common"));
        api = framework.install("bundle:api", TestFramework.jar("api", "", "Export-Package", "api"));
        framework.install("bundle:common", TestFramework.jar("common", "", "Export-Package", "common"));
        framework.install("bundle:fragment", TestFramework.jar("fragment", "", "Fragment-Host", "api"));
        handler.start();
        provisions.open((hand, bundles) -> told.add(bundles));
    }

    @AfterEach
    void stop() throws Exception {
        provisions.close();
        framework.close();
    }

    @Test
    void shouldBeWhatIsConfiguredWithWhatThatNeeds() throws Exception {
        provisions.want("h1", List.of(BundleWish.parse("handler;[1,2)")), Set.of("common"));
        assertThat(names(next())).containsExactly("api", "fragment", "handler");
    }

    @Test
    void shouldBeTheBundleOfAHandlerThatIsPlacedThere() throws Exception {
        settleMillis = 50;
        provisions.want("h1", List.of(), Set.of("common"));
        assertThat(next()).isEmpty();
        serve(handler);
        provisions.put(placed("other", 0, 1, "h1"));
        RankedPlacement placement = placed("digester", 0, 2, "h2", "h1");
        provisions.put(placement);
        assertThat(names(next())).containsExactly("api", "fragment", "handler");
        provisions.remove(placement);
        assertThat(next()).isEmpty();
    }

    @Test
    void shouldFollowAPlacementThatChanges() throws Exception {
        settleMillis = 50;
        provisions.want("h1", List.of(), Set.of("common"));
        assertThat(next()).isEmpty();
        serve(handler);
        LogLines log = new LogLines(Wishes.class);
        try {
            provisions.put(placed("digester", 0, 2, "h2"));
            provisions.put(placed("digester", 0, 2, "h1"));
            assertThat(names(next())).containsExactly("api", "fragment", "handler");
            provisions.put(placed("digester", 0, 2, "h2"));
            assertThat(next()).isEmpty();
        } finally {
            log.close();
        }
        assertThat(log.lines).isEmpty();
    }

    @Test
    void shouldFollowTheFirstOfTwoPlacementsOfATarget() throws Exception {
        settleMillis = 50;
        serve(handler);
        LogLines log = new LogLines(Wishes.class);
        try {
            provisions.put(placed("digester", 0, 2, "h2"));
            provisions.put(placed("digester", 0, 3, "h1"));
        } finally {
            log.close();
        }
        assertThat(log.lines)
                .containsExactly("Two placements of the target digester: that of service 2 (hands [h2]) counts,"
                        + " that of service 3 (hands [h1]) does not; remove one of them");
        provisions.want("h1", List.of(), Set.of("common"));
        assertThat(next()).isEmpty();
        RankedPlacement better = placed("digester", 1, 4, "h1");
        provisions.put(better);
        assertThat(names(next())).containsExactly("api", "fragment", "handler");
        provisions.remove(better);
        assertThat(next()).isEmpty();
        provisions.remove(placed("digester", 0, 2, "h2"));
        assertThat(names(next())).containsExactly("api", "fragment", "handler");
    }

    private static RankedPlacement placed(String target, int ranking, long id, String... hands) {
        return RankedPlacement.of(
                new Placed(target, false, List.of(hands)), Map.of("service.ranking", ranking, "service.id", id));
    }

    @Test
    void shouldChangeOnceWhenAHandlersBundleIsUpdated() throws Exception {
        ServiceRegistration<?> service = placed();
        List<BundleRef> before = next();
        service.unregister();
        handler.stop();
        handler.update(new ByteArrayInputStream(TestFramework.jar("handler", "two", "Import-Package", "api,common")));
        handler.start();
        serve(handler);
        List<BundleRef> after = next();
        assertThat(names(after)).isEqualTo(names(before));
        assertThat(after.get(2).sha256()).isNotEqualTo(before.get(2).sha256());
        assertThat(told.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void shouldNotChangeWhenAHandlerGoesAndComesBack() throws Exception {
        ServiceRegistration<?> service = placed();
        next();
        service.unregister();
        serve(handler);
        assertThat(told.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void shouldLoseAHandlerThatStaysAway() throws Exception {
        settleMillis = 50;
        ServiceRegistration<?> service = placed();
        next();
        service.unregister();
        assertThat(next()).isEmpty();
    }

    @Test
    void shouldLoseAnUninstalledBundleAtOnce() throws Exception {
        placed();
        assertThat(next()).hasSize(3);
        handler.uninstall();
        assertThat(next()).isEmpty();
    }

    @Test
    void shouldTellAgainWhatChangesBelowAHandler() throws Exception {
        placed();
        List<BundleRef> before = next();
        api.update(new ByteArrayInputStream(TestFramework.jar("api", "newer", "Export-Package", "api")));
        List<BundleRef> after = next();
        assertThat(after.get(0).sha256()).isNotEqualTo(before.get(0).sha256());
        assertThat(after.get(2)).isEqualTo(before.get(2));
    }

    private ServiceRegistration<?> placed() {
        ServiceRegistration<?> service = serve(handler);
        provisions.put(placed("digester", 0, 1, "h1"));
        provisions.want("h1", List.of(), Set.of("common"));
        return service;
    }

    /** Its target is the name of its component. */
    private static ServiceRegistration<?> serve(Bundle bundle) {
        Dictionary<String, Object> properties = new Hashtable<>(
                Map.of("bosun.handles", "api.Digest", "bosun.target", "", "component.name", "digester"));
        return bundle.getBundleContext().registerService(Object.class, new Object(), properties);
    }

    private List<BundleRef> next() throws InterruptedException {
        List<BundleRef> next = told.poll(10, TimeUnit.SECONDS);
        assertThat(next).as("something is told").isNotNull();
        return next;
    }

    private static List<String> names(List<BundleRef> refs) {
        return refs.stream().map(BundleRef::name).toList();
    }
}

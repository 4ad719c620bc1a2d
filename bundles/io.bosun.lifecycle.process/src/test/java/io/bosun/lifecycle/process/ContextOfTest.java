// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.process;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;

/** A framework for its properties. */
final class ContextOfTest implements AutoCloseable {
    private final Framework framework;

    ContextOfTest(Path cache, Map<String, String> given) throws BundleException {
        Map<String, String> properties = new HashMap<>(given);
        properties.put(Constants.FRAMEWORK_STORAGE, cache.toString());
        framework = new FrameworkFactory().newFramework(properties);
        framework.init();
    }

    BundleContext context() {
        return framework.getBundleContext();
    }

    @Override
    public void close() throws Exception {
        framework.stop();
        framework.waitForStop(60_000);
    }
}

// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.guide.handler;

import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.osgi.service.component.annotations.Component;

/** What several handlers share. */
@Component(service = Stock.class)
public class Stock {
    private final Map<String, Integer> items = new TreeMap<>();

    synchronized int take(String item, int count) {
        int left = items.getOrDefault(item, 0) - count;
        if (left < 0) {
            throw new NoSuchElementException("too few of " + item + ": " + items.getOrDefault(item, 0));
        }
        items.put(item, left);
        return left;
    }

    synchronized void put(String item, int count) {
        items.merge(item, count, Integer::sum);
    }

    synchronized Map<String, Integer> all() {
        return Map.copyOf(items);
    }
}

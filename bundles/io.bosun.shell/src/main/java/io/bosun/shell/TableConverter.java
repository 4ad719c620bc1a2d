// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import org.apache.felix.service.command.Converter;
import org.osgi.service.component.annotations.Component;

/** Shows what our commands return as tables, and a single record as a line for each component. */
@Component
public final class TableConverter implements Converter {
    @Override
    public Object convert(Class<?> desired, Object from) {
        return null;
    }

    @Override
    public CharSequence format(Object target, int level, Converter escape) {
        if (level != INSPECT) {
            return null;
        }
        if (target instanceof Text text) {
            return text.text();
        }
        return target instanceof Record record ? Table.ofFields(record) : null;
    }
}

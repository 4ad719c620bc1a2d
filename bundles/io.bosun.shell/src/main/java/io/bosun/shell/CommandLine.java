// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import io.bosun.command.Command;
import io.bosun.command.CommandRoute;
import io.bosun.command.CommandSpec;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** {@code TYPE field=value...} as a command. */
final class CommandLine {
    private CommandLine() {}

    /**
     * Finds the type and makes the record.
     *
     * @throws ShellException if there is no such type, or several, or fields do not fit; all that is wrong is listed
     */
    static Command<?> parse(List<CommandRoute> routes, String type, String... fields) {
        return make(spec(routes, type), fields);
    }

    /** The name that a user gives: the simple one where it is unique. */
    static String shortest(List<CommandRoute> routes, CommandRoute route) {
        String simple = simple(name(route));
        return routes.stream().filter(each -> simple(name(each)).equals(simple)).count() == 1 ? simple : route.key();
    }

    /** Whether there is such a type, whose record no bundle here has at the moment. */
    static boolean isAway(List<CommandRoute> routes, String type) {
        List<CommandRoute> found = named(routes, type);
        return found.size() == 1 && found.get(0).spec().isEmpty();
    }

    private static List<CommandRoute> named(List<CommandRoute> routes, String type) {
        return routes.stream().filter(route -> isNamed(route, type)).toList();
    }

    private static CommandSpec spec(List<CommandRoute> routes, String type) {
        List<CommandRoute> found = named(routes, type);
        if (found.isEmpty()) {
            throw new ShellException("unknown command '" + type + "'; "
                    + (routes.isEmpty() ? "none is known: deploy a handler" : "known: " + names(routes, routes)));
        }
        if (found.size() > 1) {
            throw new ShellException("'" + type + "' is not unique; use one of: "
                    + found.stream().map(CommandRoute::key).collect(Collectors.joining(", ")));
        }
        CommandRoute route = found.get(0);
        return route.spec()
                .orElseThrow(() -> new ShellException("NO_HANDLER: no handler here brings the record of " + route.key()
                        + " " + route.schema() + "; deploy its handler"));
    }

    private static String names(List<CommandRoute> routes, List<CommandRoute> shown) {
        return shown.stream()
                .map(route -> shortest(routes, route))
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .collect(Collectors.joining(", "));
    }

    private static boolean isNamed(CommandRoute route, String type) {
        String name = name(route);
        return route.key().equals(type)
                || name.equals(type)
                || simple(name).equals(type)
                || route.spec().filter(s -> s.type().getName().equals(type)).isPresent()
                || route.spec()
                        .filter(s -> s.type().getSimpleName().equals(type))
                        .isPresent();
    }

    private static String name(CommandRoute route) {
        return route.key().substring(0, route.key().lastIndexOf('/'));
    }

    private static String simple(String name) {
        return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1);
    }

    private static Command<?> make(CommandSpec spec, String... fields) {
        RecordComponent[] components = spec.type().getRecordComponents();
        List<String> wrong = new ArrayList<>();
        Map<String, String> given = given(fields, wrong);
        Object[] values =
                Arrays.stream(components).map(c -> value(c, given, wrong)).toArray();
        given.keySet().forEach(name -> wrong.add("unknown field '" + name + "'"));
        if (!wrong.isEmpty()) {
            throw new ShellException(
                    spec.type().getSimpleName() + ": " + String.join("; ", wrong) + "; fields: " + spec.schema());
        }
        try {
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            Constructor<?> constructor = spec.type().getConstructor(types);
            return (Command<?>) constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new ShellException(spec.type().getSimpleName() + " refuses this: " + e.getCause(), e);
        } catch (ReflectiveOperationException e) {
            throw new ShellException(spec.type().getName() + " cannot be made: " + e, e);
        }
    }

    private static Map<String, String> given(String[] fields, List<String> wrong) {
        Map<String, String> given = new LinkedHashMap<>();
        for (String field : fields) {
            int at = field.indexOf('=');
            if (at <= 0) {
                wrong.add("'" + field + "' is not of the form field=value");
            } else if (given.put(field.substring(0, at), field.substring(at + 1)) != null) {
                wrong.add("field '" + field.substring(0, at) + "' is given twice");
            }
        }
        return given;
    }

    /** Takes the component's value out of what was given. */
    private static Object value(RecordComponent component, Map<String, String> given, List<String> wrong) {
        String text = given.remove(component.getName());
        if (text == null) {
            if (component.getType() == Optional.class) {
                return Optional.empty();
            }
            wrong.add("missing field '" + component.getName() + "'");
            return null;
        }
        try {
            return Values.of(component.getGenericType(), text);
        } catch (IllegalArgumentException e) {
            wrong.add("field '" + component.getName() + "': " + e.getMessage());
            return null;
        }
    }
}

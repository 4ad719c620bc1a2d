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
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    static String shortest(List<CommandRoute> routes, String key) {
        String simple = simple(name(key));
        List<CommandRoute> alike = routes.stream()
                .filter(each -> simple(name(each.key())).equals(simple))
                .toList();
        List<CommandRoute> meant = preferred(alike);
        return meant.size() == 1 && meant.get(0).key().equals(key) ? simple : key;
    }

    /** Whether a configuration has named it and nothing else: of a record that is somewhere, the fields are known. */
    static boolean isOnlyConfigured(CommandRoute route) {
        return route.schema().isEmpty() && route.spec().isEmpty();
    }

    /**
     * The route of the command that a user names.
     *
     * @throws ShellException if there is no such type, or several
     */
    static CommandRoute route(List<CommandRoute> routes, String type) {
        List<CommandRoute> found = named(routes, type);
        if (found.isEmpty()) {
            throw unknown(routes, type);
        }
        if (found.size() > 1) {
            throw notUnique(type, found.stream().map(CommandRoute::key).toList());
        }
        return found.get(0);
    }

    /** Whether there is such a type, whose record no bundle here has at the moment. */
    static boolean isAway(List<CommandRoute> routes, String type) {
        List<CommandRoute> found = named(routes, type);
        return found.size() == 1 && found.get(0).spec().isEmpty();
    }

    /**
     * The key of the command that a user names; of one that has no route, what is given if it is a key.
     *
     * @param refused keys of commands that have no route, but handlers that were refused
     * @throws ShellException if there is no such type, or several
     */
    static String key(List<CommandRoute> routes, Collection<String> refused, String type) {
        Set<String> keys = new TreeSet<>(refused);
        keys.removeIf(key -> !isNamed(key, type));
        named(routes, type).forEach(route -> keys.add(route.key()));
        if (keys.size() > 1) {
            throw notUnique(type, keys);
        }
        if (keys.isEmpty() && type.indexOf('/') < 0) {
            throw unknown(routes, type);
        }
        return keys.isEmpty() ? type : keys.iterator().next();
    }

    private static List<CommandRoute> named(List<CommandRoute> routes, String type) {
        return preferred(routes.stream().filter(route -> isNamed(route, type)).toList());
    }

    /** A name that only a configuration knows may be misspelt: it is in no other's way. */
    private static List<CommandRoute> preferred(List<CommandRoute> found) {
        List<CommandRoute> real =
                found.stream().filter(route -> !isOnlyConfigured(route)).toList();
        return real.isEmpty() ? found : real;
    }

    private static CommandSpec spec(List<CommandRoute> routes, String type) {
        CommandRoute route = route(routes, type);
        return route.spec()
                .orElseThrow(() -> new ShellException("NO_HANDLER: no handler here brings the record of " + route.key()
                        + " " + route.schema() + "; deploy its handler"));
    }

    private static ShellException unknown(List<CommandRoute> routes, String type) {
        return new ShellException("unknown command '" + type + "'; "
                + (routes.isEmpty() ? "none is known: deploy a handler" : "known: " + names(routes)));
    }

    private static ShellException notUnique(String type, Collection<String> keys) {
        return new ShellException("'" + type + "' is not unique; use one of: " + String.join(", ", keys));
    }

    private static String names(List<CommandRoute> routes) {
        return routes.stream()
                .map(route -> shortest(routes, route.key()))
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .collect(Collectors.joining(", "));
    }

    private static boolean isNamed(CommandRoute route, String type) {
        return isNamed(route.key(), type)
                || route.spec().filter(s -> s.type().getName().equals(type)).isPresent()
                || route.spec()
                        .filter(s -> s.type().getSimpleName().equals(type))
                        .isPresent();
    }

    private static boolean isNamed(String key, String type) {
        String name = name(key);
        return key.equals(type) || name.equals(type) || simple(name).equals(type);
    }

    private static String name(String key) {
        int at = key.lastIndexOf('/');
        return at < 0 ? key : key.substring(0, at);
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

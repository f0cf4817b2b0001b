package dev.tunewright.service.security;

import dev.tunewright.service.StartupProblem;
import dev.tunewright.service.security.SecuritySettings.KeySettings;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The configured keys, as hashes. */
final class KeyRing {

    private static final String SETTING = "tunewright.security.keys";
    private static final int SHORTEST_KEY = 32;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,99}");
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");
    private static final String REMEDY =
            "Make a key and its settings with `java -jar tunewright.jar new-key NAME ROLE...`.";

    /** Who holds a key. */
    record Holder(String name, Set<KeyRole> roles) {}

    private record Key(KeyHash hash, Holder holder) {}

    private final List<Key> keys = new ArrayList<>();

    /** @throws StartupProblem naming the setting that is wrong */
    KeyRing(List<KeySettings> settings) {
        for (int i = 0; i < settings.size(); i++) {
            add(SETTING + "[" + i + "]", settings.get(i));
        }
    }

    private void add(String setting, KeySettings settings) {
        String name = settings.name();
        if (name == null || !NAME.matcher(name).matches()) {
            throw wrong(setting
                    + ".name is required: 1 to 100 letters, digits and . _ @ -, beginning with a letter or digit");
        }
        KeyHash hash = hash(setting, settings);
        for (Key other : keys) {
            if (other.holder.name.equals(name) || other.hash.matches(hash)) {
                throw wrong(setting + " (" + name + ") has the name or the key of another; each needs its own");
            }
        }
        keys.add(new Key(hash, new Holder(name, roles(setting, settings))));
    }

    private static KeyHash hash(String setting, KeySettings settings) {
        String hash = settings.hash();
        String key = settings.key();
        if ((hash == null) == (key == null)) {
            throw wrong(setting + " needs either hash or key");
        }
        if (hash != null) {
            if (!KeyHash.isHash(hash)) {
                throw wrong(setting + ".hash must be `sha256:` and 64 hexadecimal digits");
            }
            return KeyHash.parse(hash);
        }
        if (key.length() < SHORTEST_KEY || !TOKEN.matcher(key).matches()) {
            throw wrong(setting + ".key must have at least " + SHORTEST_KEY
                    + " characters, all of them letters, digits and - . _ ~ + / (and = at the end)");
        }
        return KeyHash.ofKey(key);
    }

    private static Set<KeyRole> roles(String setting, KeySettings settings) {
        Set<KeyRole> roles = EnumSet.noneOf(KeyRole.class);
        for (String text : settings.roles()) {
            KeyRole role = KeyRole.of(text.strip())
                    .orElseThrow(() -> wrong(
                            setting + ".roles must be of " + KeyRole.spellings() + ", was `" + text.strip() + "`"));
            roles.addAll(role.withIncluded());
        }
        if (roles.isEmpty()) {
            throw wrong(setting + ".roles is required: one or more of " + KeyRole.spellings());
        }
        return roles;
    }

    /** Looks at every key, so that the time tells neither which one it was nor how nearly. */
    Optional<Holder> find(String key) {
        KeyHash given = KeyHash.ofKey(key);
        Holder found = null;
        for (Key known : keys) {
            if (known.hash.matches(given)) {
                found = known.holder;
            }
        }
        return Optional.ofNullable(found);
    }

    private static StartupProblem wrong(String reason) {
        return new StartupProblem(reason + ".", REMEDY);
    }
}

package dev.tunewright.service.dataset;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.InvalidInputException.Violation;
import dev.tunewright.engine.NearestName;
import dev.tunewright.engine.data.DataRows;
import dev.tunewright.engine.data.DatasetSpec.Quoting;
import dev.tunewright.engine.data.SplitName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.multipart.MultipartHttpServletRequest;

/** Reads the parts of {@code POST /datasets}, telling every one that is wrong. */
final class UploadForm {

    private static final int MAX_NAME_LENGTH = 200;
    private static final List<String> TEXTS = List.of("name", "text", "text_pair", "label", "delimiter", "quoting");
    private static final List<String> PARTS =
            List.of("name", "train", "validation", "test", "text", "text_pair", "label", "delimiter", "quoting");

    private final MultipartHttpServletRequest request;
    private final List<Violation> violations = new ArrayList<>();

    private UploadForm(MultipartHttpServletRequest request) {
        this.request = request;
    }

    /**
     * @param folder empty; gets the files, moved and not copied where the disk allows it
     * @throws InvalidInputException with every part that is wrong
     * @throws org.springframework.web.multipart.MultipartException if the body cannot be received
     */
    static Upload read(MultipartHttpServletRequest request, Path folder) throws IOException {
        request.getMultiFileMap(); // Receives the body, and tells what is wrong with it better than a parameter would.
        return new UploadForm(request).read(folder);
    }

    private Upload read(Path folder) throws IOException {
        String name = name();
        Quoting quoting = quoting();
        Map<String, String> fileNames = fileNames();
        rejectUnknown();
        if (!violations.isEmpty() || name == null) {
            throw new InvalidInputException(violations);
        }
        Map<String, Path> files = new LinkedHashMap<>();
        for (Map.Entry<String, String> file : fileNames.entrySet()) {
            Path path = folder.resolve(file.getValue());
            Objects.requireNonNull(request.getFile(file.getKey())).transferTo(path.toFile());
            files.put(file.getKey(), path);
        }
        return new Upload(name, files, text("text"), text("text_pair"), text("label"), text("delimiter"), quoting);
    }

    private @Nullable String name() {
        String name = request.getParameter("name");
        if (name == null || name.isBlank()) {
            wrong("name", "is required: what the data set is to be called");
        } else if (name.length() > MAX_NAME_LENGTH || name.chars().anyMatch(Character::isISOControl)) {
            wrong("name", "must be at most " + MAX_NAME_LENGTH + " characters, none of them a control character");
        }
        return name;
    }

    private @Nullable Quoting quoting() {
        String quoting = text("quoting");
        Optional<Quoting> known = Arrays.stream(Quoting.values())
                .filter(value -> value.name().toLowerCase(Locale.ROOT).equals(quoting))
                .findFirst();
        if (quoting != null && known.isEmpty()) {
            wrong("quoting", "must be `minimal` or `none`, was `" + shown(quoting) + "`");
        }
        return known.orElse(null);
    }

    /** @return name of each split's file here: the client's own name says nothing but its kind */
    private Map<String, String> fileNames() {
        Map<String, String> names = new LinkedHashMap<>();
        for (Map.Entry<String, List<MultipartFile>> part :
                request.getMultiFileMap().entrySet()) {
            String split = part.getKey();
            String given = String.valueOf(part.getValue().get(0).getOriginalFilename());
            if (!SplitName.isKnown(split)) {
                wrong(split, TEXTS.contains(split) ? "must be a text, not a file" : unknown(split));
            } else if (part.getValue().size() > 1) {
                wrong(split, "was given " + part.getValue().size() + " times; join the files of a split into one");
            } else {
                DataRows.extension(given)
                        .ifPresentOrElse(
                                extension -> names.put(split, split + "." + extension),
                                () -> wrong(
                                        split,
                                        "the name of its file must end in one of " + DataRows.knownExtensions()
                                                + ", was `" + shown(given) + "`"));
            }
        }
        if (!request.getMultiFileMap().containsKey("train")) {
            wrong("train", "is required: the file of the rows to train on");
        }
        return names;
    }

    private void rejectUnknown() {
        for (String name : request.getParameterMap().keySet()) {
            if (SplitName.isKnown(name)) {
                wrong(name, "must be a file, with a file name");
            } else if (!TEXTS.contains(name)) {
                wrong(name, unknown(name));
            }
        }
    }

    private static String unknown(String name) {
        return NearestName.of(name, PARTS)
                .map(nearest -> "unknown part; did you mean `" + nearest + "`?")
                .orElse("unknown part; known are " + String.join(", ", PARTS));
    }

    /** @return null where it is not given, or empty as forms send what was left open */
    private @Nullable String text(String name) {
        String text = request.getParameter(name);
        return text == null || text.isEmpty() ? null : text;
    }

    private void wrong(String field, String message) {
        violations.add(new Violation(shown(field), message));
    }

    private static String shown(String text) {
        String plain = text.replaceAll("\\p{Cntrl}", "?");
        return plain.length() <= 100 ? plain : plain.substring(0, 97) + "...";
    }
}

package dev.tunewright.service.web;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.util.ClassUtils;

/**
 * Tells at {@code /v3/api-docs} what the library does not see in records: which components may be null, as every float may,
 * since JSON has no NaN and null stands for it; and that a text of JSON is answered as the list or the object that it holds.
 */
@Component
class AnsweredProperties implements ModelConverter {

    /** The library hands types on in a class of another JSON library's; of it only the name is used. */
    private static final Pattern CLASS_NAME = Pattern.compile("(?:class |^)(dev\\.tunewright\\.[\\w.$]+)");

    private static final Set<String> FLOATS = Set.of("double", "float");

    @Override
    @SuppressWarnings("rawtypes") // the library's own types are raw
    public @Nullable Schema resolve(AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> chain) {
        if (!chain.hasNext()) {
            return null;
        }
        Schema resolved = chain.next().resolve(type, context, chain);
        Schema described = resolved == null || resolved.get$ref() == null
                ? resolved
                : context.getDefinedModels().get(resolved.get$ref().replaceFirst(".*/", ""));
        if (described != null) {
            ofRecord(type).ifPresent(record -> mark(record, described));
        }
        return resolved;
    }

    private static Optional<Class<?>> ofRecord(AnnotatedType type) {
        Matcher name = CLASS_NAME.matcher(type.getType().getTypeName());
        return name.find()
                ? Optional.<Class<?>>of(ClassUtils.resolveClassName(name.group(1), null))
                        .filter(Class::isRecord)
                : Optional.empty();
    }

    @SuppressWarnings({"rawtypes", "unchecked"})
    private static void mark(Class<?> record, Schema described) {
        Map<String, Schema> properties = described.getProperties();
        if (properties == null) {
            return;
        }
        for (RecordComponent component : record.getRecordComponents()) {
            Schema property = properties.get(component.getName());
            if (property == null) {
                continue;
            }
            if (component.getAccessor().isAnnotationPresent(JsonRawValue.class)) {
                properties.put(component.getName(), raw(component));
                continue;
            }
            boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            properties.put(component.getName(), nullable || isFloat(property) ? orNull(property) : property);
        }
    }

    @SuppressWarnings("rawtypes")
    private static Schema raw(RecordComponent component) {
        Schema<?> object = new Schema<>().types(Set.of("object"));
        boolean list = component.getAccessor().isAnnotationPresent(ArraySchema.class);
        return list ? new Schema<>().types(Set.of("array")).items(object) : object;
    }

    private static boolean isFloat(Schema<?> property) {
        return property.getFormat() != null && FLOATS.contains(property.getFormat());
    }

    @SuppressWarnings("rawtypes")
    private static Schema orNull(Schema<?> property) {
        if (property.getTypes() != null) {
            Set<String> types = new LinkedHashSet<>(property.getTypes());
            types.add("null");
            property.setTypes(types);
            if (property.getEnum() != null) {
                property.addEnumItemObject(null);
            }
            return property;
        }
        boolean already = property.getAnyOf() != null;
        return already || property.get$ref() == null
                ? property
                : new Schema<>().anyOf(new ArrayList<>(List.of(property, new Schema<>().types(Set.of("null")))));
    }
}

/**
 * Whatever a junctor speaks of must be defined outside it (k8s.io/apiextensions-apiserver pkg/apiserver/schema complete.go).
 * Upstream asks that of the junctors at the root alone, and of those inside them.
 */
import { required, type FieldError } from '../../field-error';
import { junctorsOf, propertiesOf, propertyOf, type Structural } from '../structural';

/** Faults of the junctors of `nested`, which stands at `at` and speaks of values of `schema`. */
export function completenessFaults(nested: Structural, schema: Structural, path: string, at = path): FieldError[] {
  return junctorsOf(nested, at).flatMap((part) => undefinedIn(part.schema, schema, path, part.path));
}

function undefinedIn(nested: Structural, schema: Structural | undefined, path: string, at: string): FieldError[] {
  if (!schema) return [required(path, `because it is defined in ${at}`)];
  return [
    ...completenessFaults(nested, schema, path, at),
    ...(nested.items ? undefinedIn(nested.items, schema.items, `${path}.items`, `${at}.items`) : []),
    ...propertiesOf(nested).flatMap(([name, property]) =>
      undefinedIn(property, propertyOf(schema, name), `${path}.properties[${name}]`, `${at}.properties[${name}]`)),
  ];
}

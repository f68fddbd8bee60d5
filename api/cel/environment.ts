/** CEL as Kubernetes 1.36 has it (k8s.io/apiserver pkg/cel/environment/base.go). */
import { authorizerLibrary } from './library/authorizer';
import { comprehensionLibrary } from './library/comprehensions';
import { formatLibrary } from './library/formats';
import { listsLibrary } from './library/lists';
import { networkLibrary } from './library/networks';
import { quantityLibrary } from './library/quantity';
import { regexLibrary } from './library/regex';
import { semverLibrary } from './library/semver';
import { setsLibrary } from './library/sets';
import { stringsLibrary } from './library/strings';
import { urlLibrary } from './library/urls';
import { conversionLibrary } from './stdlib/conversions';
import { operatorLibrary } from './stdlib/operators';
import { optionalLibrary } from './stdlib/optionals';
import { stringLibrary } from './stdlib/strings';
import { timeLibrary } from './stdlib/time';
import { Environment, type Library } from './types/declarations';

export const standardLibraries: readonly Library[] = [operatorLibrary, conversionLibrary, stringLibrary, timeLibrary, optionalLibrary];

export const kubernetesLibraries: readonly Library[] = [
  ...standardLibraries, comprehensionLibrary, stringsLibrary, listsLibrary, setsLibrary, regexLibrary, urlLibrary, networkLibrary, quantityLibrary, formatLibrary, semverLibrary,
  authorizerLibrary,
];

export const kubernetesEnvironment = new Environment(kubernetesLibraries);

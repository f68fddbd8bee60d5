/** Which names a definition may have beside the others of its group (k8s.io/apiextensions-apiserver pkg/controller/status naming_controller.go). */
import { same } from '../../equality';
import { bcsKinds } from '../../bcs';
import { globalSchedulerKinds } from '../../globalscheduler';
import { minik8sKinds } from '../../minik8s';
import { withApproval } from './approval';
import { isEstablished, withCondition } from './conditions';
import type { Condition, CustomResourceDefinition, Names } from './types';

type Status = CustomResourceDefinition['status'];

/** Names that others of the group have been given. */
interface Taken {
  readonly resources: ReadonlySet<string>;
  readonly kinds: ReadonlySet<string>;
}

/** The status that the definition should have, given all others. `now`: RFC 3339. */
export const namesStatus = (crd: CustomResourceDefinition, all: readonly CustomResourceDefinition[], now: string): Status => withApproval(crd, namedStatus(crd, all, now), now);

function namedStatus(crd: CustomResourceDefinition, all: readonly CustomResourceDefinition[], now: string): Status {
  const others = all.filter((other) => other.spec.group === crd.spec.group && other.metadata.name !== crd.metadata.name);
  const taken = takenBy([...others.flatMap(({ status: { acceptedNames } }) => (acceptedNames?.plural ? [acceptedNames] : [])), ...builtInNames(crd.spec.group)]);
  const { accepted, fault } = accept(crd.spec.names, crd.status.acceptedNames, taken);
  const status = same(accepted, crd.status.acceptedNames) ? crd.status : { ...crd.status, acceptedNames: accepted };
  const condition = (type: string, value: string, reason: string, message: string): Condition => ({ type, status: value, reason, message, lastTransitionTime: now });
  if (fault) {
    const refused = withCondition(status, condition('NamesAccepted', 'False', fault.reason, fault.message));
    return isEstablished(crd) ? refused : withCondition(refused, condition('Established', 'False', 'NotAccepted', 'not all names are accepted'));
  }
  const named = withCondition(status, condition('NamesAccepted', 'True', 'NoConflicts', 'no conflicts found'));
  return isEstablished(crd) ? named
    : withCondition(named, condition('Established', 'True', 'InitialNamesAccepted', 'the initial names have been accepted'));
}

/** Our own kinds are kept as custom ones are: nobody else may have their place. */
const builtInNames = (group: string): Names[] => [...bcsKinds, ...globalSchedulerKinds, ...minik8sKinds].filter((kind) => kind.group === group)
  .map(({ kind, listKind, names: { plural, singular, short } }) => ({ plural, singular, shortNames: [...short], kind, listKind }));

function takenBy(names: readonly Names[]): Taken {
  return {
    resources: new Set(names.flatMap(({ plural, singular = '', shortNames = [] }) => [plural, singular, ...shortNames])),
    kinds: new Set(names.flatMap(({ kind, listKind = '' }) => [kind, listKind])),
  };
}

interface Fault { readonly reason: string; readonly message: string }

/** What is taken already stays as it was given before; the rest is given. The last fault is told, as upstream does. */
function accept(wanted: Names, given: Names, { resources, kinds }: Taken): { accepted: Names; fault: Fault | undefined } {
  const accepted: Names = { ...wanted };
  let fault: Fault | undefined;
  const check = (field: 'plural' | 'singular' | 'kind' | 'listKind', reason: string, taken: ReadonlySet<string>): void => {
    const name = wanted[field];
    if (!name || !taken.has(name)) return;
    fault = { reason, message: `${JSON.stringify(name)} is already in use` };
    accepted[field] = given?.[field] ?? '';
  };
  check('plural', 'PluralConflict', resources);
  check('singular', 'SingularConflict', resources);
  const conflicts = (wanted.shortNames ?? []).filter((name) => resources.has(name));
  if (conflicts.length) {
    const message = conflicts.map((name) => `${JSON.stringify(name)} is already in use`);
    fault = { reason: 'ShortNamesConflict', message: message.length === 1 ? message.join('') : `[${message.join(', ')}]` };
    accepted.shortNames = given?.shortNames;
  }
  check('kind', 'KindConflict', kinds);
  check('listKind', 'ListKindConflict', kinds);
  return { accepted, fault };
}

/** Query -> options of list and watch, refused as k8s.io/apimachinery refuses them (meta/internalversion/validation). */
import { ApiError, fieldError, parseFieldSelector, parseLabelSelector, unsupportedField, type FieldError, type FieldSelector, type LabelSelector, type ListOptions, type WatchOptions } from '../../../api';
import type { Call } from './call';

type Match = NonNullable<ListOptions['resourceVersionMatch']>;

const matches: readonly string[] = ['Exact', 'NotOlderThan'];
const matchField = 'resourceVersionMatch';

interface Selection {
  readonly namespace?: string;
  readonly labels?: LabelSelector;
  readonly fields?: FieldSelector;
}

export function listOptions(call: Call): ListOptions {
  const { query } = call;
  const resourceVersion = query.text('resourceVersion');
  const token = query.text('continue');
  const match = query.text(matchField);
  refuse([...listMatchFaults(match, resourceVersion, token), ...(query.flag('sendInitialEvents') === undefined ? [] :
    [fieldError.forbidden('sendInitialEvents', 'sendInitialEvents is forbidden for list')])]);
  const limit = query.integer('limit');
  // Of no use here, but nonsense all the same.
  query.integer('timeoutSeconds');
  return {
    ...selection(call),
    ...(limit && { limit }),
    ...(token && { continue: token }),
    ...(resourceVersion && { resourceVersion }),
    ...(match && { resourceVersionMatch: match as Match }),
  };
}

/** As kube-apiserver's --min-request-timeout: a watch that does not say lasts once to twice as long. */
const defaultSeconds = 1_800;

export function watchOptions(call: Call): WatchOptions & { readonly timeoutSeconds: number } {
  const { query, context: { random } } = call;
  const resourceVersion = query.text('resourceVersion');
  const match = query.text(matchField);
  const asked = query.flag('sendInitialEvents');
  refuse(watchMatchFaults(match, asked, query.text('continue')));
  const sendInitialEvents = asked ?? (startsAnywhere(resourceVersion) || undefined);
  return {
    ...selection(call),
    timeoutSeconds: query.integer('timeoutSeconds') || defaultSeconds * (1 + random.float()),
    ...(resourceVersion && { resourceVersion }),
    ...(query.flag('allowWatchBookmarks') && { allowBookmarks: true }),
    ...(sendInitialEvents !== undefined && { sendInitialEvents }),
  };
}

/** Such a watch began with what is there before one could ask for it (meta/internalversion SetListOptionsDefaults). */
const startsAnywhere = (resourceVersion: string | undefined): boolean => resourceVersion === undefined || resourceVersion === '0';

function refuse(faults: readonly FieldError[]): void {
  if (faults.length) throw ApiError.invalid({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', faults);
}

function listMatchFaults(match: string | undefined, resourceVersion: string | undefined, token: string | undefined): FieldError[] {
  if (!match) return [];
  const faults: FieldError[] = [];
  if (!resourceVersion) faults.push(fieldError.forbidden(matchField, 'resourceVersionMatch is forbidden unless resourceVersion is provided'));
  if (token) faults.push(fieldError.forbidden(matchField, 'resourceVersionMatch is forbidden when continue is provided'));
  if (!matches.includes(match)) faults.push(fieldError.notSupported(matchField, match, ['Exact', 'NotOlderThan', '']));
  if (match === 'Exact' && resourceVersion === '0') {
    faults.push(fieldError.forbidden(matchField, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'));
  }
  return faults;
}

function watchMatchFaults(match: string | undefined, sendInitialEvents: boolean | undefined, token: string | undefined): FieldError[] {
  const faults: FieldError[] = [];
  if (sendInitialEvents !== undefined && match !== 'NotOlderThan') {
    faults.push(fieldError.forbidden(matchField, 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'));
  }
  if (!match) return faults;
  if (sendInitialEvents === undefined) {
    faults.push(fieldError.forbidden(matchField, 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided'));
  }
  if (match !== 'NotOlderThan') faults.push(fieldError.notSupported(matchField, match, ['NotOlderThan']));
  if (token) faults.push(fieldError.forbidden(matchField, 'resourceVersionMatch is forbidden when continue is provided'));
  return faults;
}

function selection(call: Call): Selection {
  const { query, info } = call;
  const labels = query.text('labelSelector');
  const fields = fieldSelection(call, query.text('fieldSelector'));
  return {
    ...(info.namespace !== undefined && { namespace: info.namespace }),
    ...(labels && { labels: parseLabelSelector(labels) }),
    ...(fields && { fields }),
  };
}

/** A name in the path (a watch of one object by the old prefix) selects like a field selector. */
function fieldSelection({ info, store }: Call, text: string | undefined): FieldSelector | undefined {
  if (info.name === undefined) return text ? checkFields(store.definition, parseFieldSelector(text)) : undefined;
  const selector = text ? parseFieldSelector(text) : undefined;
  const named = selector?.requirements.some(({ field, operator, value }) => field === 'metadata.name' && operator === '=' && value === info.name);
  if (selector && !selector.empty && !named) throw ApiError.badRequest("fieldSelector metadata.name doesn't match requested name");
  return parseFieldSelector(`metadata.name=${info.name}`);
}

/** Here, as a further version of a kind may have other fields than the stored one. */
function checkFields(definition: Call['store']['definition'], selector: FieldSelector): FieldSelector {
  for (const { field } of selector.requirements) {
    const fault = unsupportedField(definition, field);
    if (fault) throw ApiError.badRequest(fault);
  }
  return selector;
}

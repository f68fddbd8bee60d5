/** What is audited, and how much of it: audit.k8s.io/v1 Policy (k8s.io/apiserver pkg/apis/audit/v1). */
import { parseDocument } from 'yaml';
import { fieldError, formatFieldError, type FieldError } from '../../api';

export const levels = ['None', 'Metadata', 'Request', 'RequestResponse'] as const;
export type Level = (typeof levels)[number];

export const stages = ['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic'] as const;
export type Stage = (typeof stages)[number];

export interface GroupResources {
  readonly group?: string;
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
}

/** Who leaves a member out means everything. */
export interface PolicyRule {
  readonly level: Level;
  readonly users?: readonly string[];
  readonly userGroups?: readonly string[];
  readonly verbs?: readonly string[];
  readonly resources?: readonly GroupResources[];
  readonly namespaces?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
  readonly omitStages?: readonly Stage[];
  readonly omitManagedFields?: boolean;
}

export interface AuditPolicy {
  readonly rules: readonly PolicyRule[];
  readonly omitStages?: readonly Stage[];
  readonly omitManagedFields?: boolean;
}

/** A policy that says nothing sensible; the message is for whoever wrote it. */
export class PolicyError extends Error {}

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** `unknown` takes the names of members that no policy has: upstream reads on, and warns. Throws PolicyError. */
export function parsePolicy(text: string, unknown: (path: string) => void): AuditPolicy {
  const value = parseYaml(text);
  const { kind, apiVersion, rules } = value;
  if (typeof kind !== 'string' || !kind) throw new PolicyError("failed decoding: Object 'Kind' is missing");
  if (kind !== 'Policy' || apiVersion !== 'audit.k8s.io/v1') throw new PolicyError(`unknown group version field ${String(apiVersion)}, Kind=${kind} in policy`);
  new Shape(unknown).check(value, policyShape, '');
  const faults = faultsOf(value as unknown as AuditPolicy);
  if (faults.length) throw new PolicyError(faults.length === 1 ? formatFieldError(faults[0]!) : `[${faults.map(formatFieldError).join(', ')}]`);
  if (!Array.isArray(rules) || rules.length === 0) throw new PolicyError('loaded illegal policy with 0 rules');
  return value as unknown as AuditPolicy;
}

function parseYaml(text: string): Fields {
  const document = parseDocument(text, { logLevel: 'silent' });
  const [error] = document.errors;
  if (error) throw new PolicyError(`failed decoding: yaml: ${error.message.split('\n', 1)[0] ?? ''}`);
  const value: unknown = document.toJS();
  if (!isObject(value)) throw new PolicyError('failed decoding: the file holds no object');
  return value;
}

type ShapeOf = 'string' | 'boolean' | 'any' | readonly [ShapeOf] | { readonly [field: string]: ShapeOf };

const texts: ShapeOf = ['string'];
const policyShape: ShapeOf = {
  kind: 'string', apiVersion: 'string', metadata: 'any', omitStages: texts, omitManagedFields: 'boolean',
  rules: [{
    level: 'string', users: texts, userGroups: texts, verbs: texts, namespaces: texts, nonResourceURLs: texts, omitStages: texts, omitManagedFields: 'boolean',
    resources: [{ group: 'string', resources: texts, resourceNames: texts }],
  }],
};

/** Types of members; what is left out is null or absent. */
class Shape {
  constructor(private readonly unknown: (path: string) => void) {}

  check(value: unknown, shape: ShapeOf, path: string): void {
    if (value === undefined || value === null || shape === 'any') return;
    if (typeof shape === 'string') this.need(typeof value === shape, path, shape);
    else if (isList(shape)) {
      this.need(Array.isArray(value), path, 'list');
      for (const [i, item] of (value as unknown[]).entries()) {
        this.need(item !== null, `${path}[${i}]`, 'value');
        this.check(item, shape[0], `${path}[${i}]`);
      }
    } else {
      this.need(isObject(value), path, 'map');
      for (const [name, member] of Object.entries(value as Fields)) {
        const at = path ? `${path}.${name}` : name;
        const expected = Object.hasOwn(shape, name) ? shape[name] : undefined;
        if (expected === undefined) this.unknown(at);
        else this.check(member, expected, at);
      }
    }
  }

  private need(good: boolean, path: string, what: string): void {
    if (!good) throw new PolicyError(`failed decoding: ${path} must be a ${what}`);
  }
}

const isList = (shape: ShapeOf): shape is readonly [ShapeOf] => Array.isArray(shape);

/** k8s.io/apiserver pkg/apis/audit/validation. */
function faultsOf({ omitStages, rules }: AuditPolicy): FieldError[] {
  return [...stageFaults(omitStages, 'omitStages'), ...(rules ?? []).flatMap((rule, i) => ruleFaults(rule, `rules[${i}]`))];
}

function ruleFaults({ level, nonResourceURLs, resources, namespaces, omitStages }: PolicyRule, path: string): FieldError[] {
  const both = nonResourceURLs?.length && (resources?.length || namespaces?.length);
  return [
    ...levelFaults(level, `${path}.level`),
    ...(nonResourceURLs ?? []).flatMap((url, i) => urlFaults(url, `${path}.nonResourceURLs[${i}]`)),
    ...(resources ?? []).flatMap((resource) => resourceFaults(resource, `${path}.resources`)),
    ...stageFaults(omitStages, `${path}.omitStages`),
    ...(both ? [fieldError.invalid(`${path}.nonResourceURLs`, nonResourceURLs, 'rules cannot apply to both regular resources and non-resource URLs')] : []),
  ];
}

function levelFaults(level: string | undefined, path: string): FieldError[] {
  if (!level) return [fieldError.required(path)];
  return (levels as readonly string[]).includes(level) ? [] : [fieldError.notSupported(path, level, [...levels])];
}

function urlFaults(url: string, path: string): FieldError[] {
  if (url === '*') return [];
  return [
    ...(url.startsWith('/') ? [] : [fieldError.invalid(path, url, "non-resource URL rules must begin with a '/' character")]),
    ...(url.slice(0, -1).includes('*') ? [fieldError.invalid(path, url, "non-resource URL wildcards '*' must be the final character of the rule")] : []),
  ];
}

const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const noSubdomain = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character"
  + " (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

function resourceFaults({ group = '', resources, resourceNames }: GroupResources, path: string): FieldError[] {
  return [
    ...(group && group !== '*' && !subdomain.test(group) ? [fieldError.invalid(`${path}.group`, group, noSubdomain)] : []),
    ...(resourceNames?.length && !resources?.length ? [fieldError.invalid(`${path}.resourceNames`, resourceNames, 'using resourceNames requires at least one resource')] : []),
  ];
}

const stageFaults = (omitted: readonly string[] | undefined, path: string): FieldError[] =>
  (omitted ?? []).flatMap((stage, i) => ((stages as readonly string[]).includes(stage) ? [] : [fieldError.invalid(`${path}[${i}]`, stage, `allowed stages are ${stages.join(',')}`)]));

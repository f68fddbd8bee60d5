/** What a client wants to be answered with (k8s.io/apiserver pkg/endpoints/handlers/negotiation). */
import { ApiError } from '../../../api';

export interface Conversion {
  readonly kind: 'Table' | 'PartialObjectMetadata' | 'PartialObjectMetadataList';
  readonly version: 'v1' | 'v1beta1';
}

export interface Answer {
  readonly format: 'json' | 'yaml' | 'protobuf';
  readonly pretty: boolean;
  /** The client wants another kind in place of the object or list. */
  readonly as?: Conversion;
}

interface Clause {
  readonly type: string;
  readonly params: Readonly<Record<string, string>>;
  readonly q: number;
}

const plain: Answer = { format: 'json', pretty: false };

const formats: Readonly<Record<string, Answer['format']>> = {
  'application/json': 'json', 'application/yaml': 'yaml', '*/*': 'json', 'application/*': 'json',
  'application/vnd.kubernetes.protobuf': 'protobuf',
};

const types = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];
const streamTypes = ['application/json;stream=watch', 'application/vnd.kubernetes.protobuf;stream=watch'];

const typesOf = (all: readonly string[], { protobuf }: Forms): readonly string[] => (protobuf ? all : all.slice(0, -1));

/** What the resource can be answered with. */
export interface Forms {
  readonly protobuf: boolean;
}

/** Few distinct headers ever come; the bound keeps a hostile client from filling memory. */
const known = { text: new Map<string, Answer | undefined>(), protobuf: new Map<string, Answer | undefined>() };
const maxKnown = 200;

function parseClause(text: string): Clause {
  const [type = '', ...rest] = text.split(';').map((part) => part.trim());
  const params = Object.fromEntries(rest.map((pair) => {
    const [key = '', value = ''] = pair.split('=');
    return [key.trim(), value.trim().replace(/^"(.*)"$/, '$1')];
  }));
  return { type: type.toLowerCase(), params, q: params.q === undefined ? 1 : Number(params.q) || 0 };
}

/** Clauses by preference: higher q first, then the more specific (github.com/munnerz/goautoneg). */
export function parseAccept(header: string): readonly Clause[] {
  const wildness = (type: string): number => (type === '*/*' ? 2 : type.endsWith('/*') ? 1 : 0);
  return header.split(',').filter((text) => text.trim()).map(parseClause)
    .sort((a, b) => b.q - a.q || wildness(a.type) - wildness(b.type));
}

const convertible = new Set(['Table', 'PartialObjectMetadata', 'PartialObjectMetadataList']);

function conversion(params: Clause['params']): Conversion | 'none' | undefined {
  if (params.as === undefined && params.g === undefined && params.v === undefined) return 'none';
  if (params.g !== 'meta.k8s.io' || (params.v !== 'v1' && params.v !== 'v1beta1') || !convertible.has(params.as ?? '')) return undefined;
  return { kind: params.as as Conversion['kind'], version: params.v };
}

function acceptClause({ type, params }: Clause, forms: Forms): Answer | undefined {
  const format = formats[type];
  if (!format || (format === 'protobuf' && !forms.protobuf)) return undefined;
  if (params.stream && (params.stream !== 'watch' || format === 'yaml')) return undefined;
  const as = conversion(params);
  if (as === undefined || (format === 'protobuf' && as !== 'none' && as.kind === 'Table')) return undefined;
  return { format, pretty: params.pretty === '1', ...(as !== 'none' && { as }) };
}

function negotiateHeader(header: string, forms: Forms): Answer | undefined {
  const answers = forms.protobuf ? known.protobuf : known.text;
  if (answers.has(header)) return answers.get(header);
  let answer: Answer | undefined;
  for (const clause of parseAccept(header)) {
    answer = acceptClause(clause, forms);
    if (answer) break;
  }
  if (answers.size < maxKnown) answers.set(header, answer);
  return answer;
}

/** Throws ApiError NotAcceptable. `pretty` is the query's parameter. */
export function negotiate(accept: string | undefined, userAgent: string | undefined, pretty: string | undefined, forms: Forms): Answer {
  const answer = accept ? negotiateHeader(accept, forms) : plain;
  if (!answer) throw ApiError.notAcceptable(typesOf(types, forms));
  if (answer.pretty || answer.format !== 'json' || !isPretty(userAgent, pretty)) return answer;
  return { ...answer, pretty: true };
}

/** Watches are streamed as JSON or protobuf. Throws ApiError NotAcceptable. */
export function refuseUnstreamable({ format }: Answer, forms: Forms): void {
  if (format === 'yaml') throw ApiError.notAcceptable(typesOf(streamTypes, forms));
}

/** What an error is answered with when the Accept header itself may be the fault. */
export function negotiateForError(accept: string | undefined, userAgent: string | undefined): Answer {
  const answer = (accept && negotiateHeader(accept, { protobuf: true })) || plain;
  return { format: answer.format, pretty: isPretty(userAgent, undefined) };
}

const truths = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);

/** People get indented JSON (negotiation.isPrettyPrint). */
function isPretty(userAgent: string | undefined, pretty: string | undefined): boolean {
  if (pretty) return truths.has(pretty);
  return userAgent !== undefined && /^(curl|Wget|Mozilla\/5\.0)/.test(userAgent);
}

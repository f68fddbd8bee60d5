/** How strategic merge patch treats each field, from the facts (docs of the API conventions: patchStrategy, patchMergeKey). */
import { definitionFacts, type FieldFacts } from './facts';
import type { MergeFacts, MergeRule } from './index';

const known = new Map<string, MergeFacts>();

export function mergeFactsOf(definition: string): MergeFacts {
  let facts = known.get(definition);
  if (!facts) {
    const { fields = {} } = definitionFacts(definition);
    const rules = new Map<string, MergeRule>();
    facts = {
      field(name) {
        const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
        if (!field) return undefined;
        if (!rules.has(name)) rules.set(name, ruleOf(field));
        return rules.get(name);
      },
    };
    known.set(definition, facts);
  }
  return facts;
}

function ruleOf(field: FieldFacts): MergeRule {
  const strategies = field.patchStrategy?.split(',') ?? [];
  return {
    kind: field.map ? 'map' : field.list ? 'list' : field.ref ? 'object' : 'scalar',
    merge: strategies.includes('merge'),
    mergeKey: field.patchMergeKey,
    retainKeys: strategies.includes('retainKeys'),
    replace: strategies.includes('replace'),
    inner: field.ref ? mergeFactsOf(field.ref) : undefined,
  };
}

/** All webhooks of a kind; which of them a request could concern is found out once per resource, operation and subresource. */
import type { ResourceDefinition } from '../../../api';
import type { Attempt } from '../../admission';
import { RememberedByRequest } from '../remembered';
import type { Hook } from './hook';
import { isExempt, meansRequest, type Asked } from './rules';
import { bodySightOf, onlyVersion, sightOf, type Sight } from './sight';

/** A webhook that is meant by its rules, and how it wants to see the request. */
export interface Candidate {
  readonly hook: Hook;
  readonly sight: Sight;
}

const none: readonly Candidate[] = [];

export class HookTable {
  private readonly remembered = new RememberedByRequest((attempt) => this.find(attempt));

  constructor(private readonly hooks: readonly Hook[]) {}

  candidates(attempt: Attempt): readonly Candidate[] {
    return this.hooks.length === 0 ? none : this.remembered.of(attempt);
  }

  private find({ definition, requested, versions = [onlyVersion(definition)], operation, subresource }: Attempt): readonly Candidate[] {
    if (isExempt(requested)) return none;
    // What is made through a subresource is not the object.
    const see = operation === 'CREATE' && subresource ? bodySightOf : sightOf;
    const sights = versions.flatMap((version) => see(version, definition, subresource) ?? []);
    const own = sights.find((sight) => isSame(sight.definition, requested));
    if (!own) return none;
    const others = sights.filter((sight) => sight !== own);
    return this.hooks.flatMap((hook) => {
      const sight = chosen(hook, own, others, { operation, subresource });
      return sight ? [{ hook, sight }] : [];
    });
  }
}

/** The version that the client speaks, if any rule means it; else the first other one that a rule means, earlier rules first. */
function chosen({ rules, anyVersion }: Hook, own: Sight, others: readonly Sight[], asked: Asked): Sight | undefined {
  if (rules.some((rule) => meansRequest(rule, own.definition, asked))) return own;
  if (!anyVersion) return undefined;
  for (const rule of rules) {
    const found = others.find(({ definition }) => meansRequest(rule, definition, asked));
    if (found) return found;
  }
  return undefined;
}

const isSame = (a: ResourceDefinition, b: ResourceDefinition): boolean => a.group === b.group && a.version === b.version && a.names.plural === b.names.plural;

/** Attributes of agents and of the taskgroups that were placed on them, counted and written down. */
import type { Attribute, Attributes, Kin } from './constraints';

/** How many carry each value of each attribute: who comes or goes is added or taken away, and nobody is looked at twice. */
export class Tally implements Kin {
  /** By the attribute's name, then by its value. */
  private readonly carriers = new Map<string, Map<string | number, number>>();

  /** `countOfAll`: of all taskgroups, those that have ended too. */
  constructor(private readonly countOfAll: () => number) {}

  get count(): number {
    return this.countOfAll();
  }

  sharing(name: string, attribute: Attribute): number {
    const value = valueOf(attribute);
    return value === undefined ? 0 : this.carriers.get(name)?.get(value) ?? 0;
  }

  add(attributes: Attributes, sign: 1 | -1): this {
    for (const [name, attribute] of attributes) {
      const value = valueOf(attribute);
      if (value === undefined) continue;
      const counts = this.carriers.get(name) ?? new Map<string | number, number>();
      const count = (counts.get(value) ?? 0) + sign;
      if (count > 0) counts.set(value, count);
      else counts.delete(value);
      if (counts.size > 0) this.carriers.set(name, counts);
      else this.carriers.delete(name);
    }
    return this;
  }
}

/** A text is never the same as a number. Undefined: it is never the same as another. */
const valueOf = (attribute: Attribute): string | number | undefined => (attribute.kind === 'text' || attribute.kind === 'scalar' ? attribute.value : undefined);

export const attributesText = (attributes: Attributes): string => JSON.stringify(Object.fromEntries(attributes));

const none: Attributes = new Map();

/** What `attributesText` wrote; what somebody else wrote there is nothing. */
export function readAttributes(text: string): Attributes {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    return none;
  }
  if (typeof found !== 'object' || found === null) return none;
  return new Map(Object.entries(found).filter((entry): entry is [string, Attribute] => isAttribute(entry[1])));
}

function isAttribute(value: unknown): value is Attribute {
  const { kind, value: said, items } = (value ?? {}) as { readonly kind?: unknown; readonly value?: unknown; readonly items?: unknown };
  if (kind === 'text') return typeof said === 'string';
  if (kind === 'scalar') return typeof said === 'number';
  return kind === 'ranges' || (kind === 'set' && Array.isArray(items) && items.every((item) => typeof item === 'string'));
}

/**
 * An applied configuration laid over the live object: what it names takes its value, all else stays
 * (structured-merge-diff typed/merge.go). Nothing is removed here. Live and applied are left as they are.
 */
import { setOwn, type Json } from '../patch/own';
import { indexItems, itemElement } from './items';
import type { ApplyType, DeducedType, FieldsType, ListType } from './typed';
import { childOf, fieldsIn, hasFields, hasKeys, itemsIn } from './walk';

export function merge(type: ApplyType, live: unknown, applied: unknown): unknown {
  if (applied === undefined) return live;
  if (live === undefined) return applied;
  if (type.kind === 'list') return mergeLists(type, live, applied);
  return hasFields(type, live) && hasFields(type, applied) ? mergeFields(type, live, applied) : applied;
}

/** Fields stand as in the live object; new ones follow. Null or nothing applied over something leaves it. */
function mergeFields(type: FieldsType | DeducedType, live: unknown, applied: unknown): unknown {
  const [left, right] = [fieldsIn(live), fieldsIn(applied)];
  if (!hasKeys(right)) return hasKeys(left) ? live : applied;
  const out: Json = { ...left };
  for (const [key, value] of Object.entries(right)) {
    const child = childOf(type, key);
    const before = Object.hasOwn(left, key) ? left[key] : undefined;
    setOwn(out, key, child ? merge(child.type, before, value) : value);
  }
  return out;
}

function mergeLists(type: ListType, live: unknown, applied: unknown): unknown {
  const [left, right] = [itemsIn(live), itemsIn(applied)];
  if (right.length === 0) return left.length ? live : applied;
  return new ListMerge(type, left, right).run();
}

const duplicates = Symbol('several items of one name');

/**
 * The order of the outcome: items of both lists stand in the applied order, those of the live list alone keep their place
 * between them. Two cursors walk the lists; `awaited` holds the shared items that are still to come, in the applied order.
 */
class ListMerge {
  private readonly live: readonly string[];
  private readonly liveItems: Map<string, unknown>;
  private readonly applied: Map<string, unknown[]>;
  private readonly order: readonly string[];
  private readonly awaited: string[];
  private readonly done = new Set<string>();
  private readonly out: unknown[] = [];

  constructor(private readonly type: ListType, private readonly left: readonly unknown[], right: readonly unknown[]) {
    this.live = left.map((item) => itemElement(type, item));
    this.liveItems = new Map([...indexItems(type, left)].map(([element, items]) => [element, items.length === 1 ? items[0] : duplicates]));
    this.applied = indexItems(type, right);
    this.order = [...this.applied.keys()];
    this.awaited = this.order.filter((element) => this.liveItems.has(element));
  }

  run(): unknown[] {
    let [l, r] = [0, 0];
    while (l < this.live.length || r < this.order.length) {
      const [here, next] = [this.live[l], this.order[r]];
      if (here !== undefined && here === next) [l, r] = [l + 1, this.take(here, r)];
      else if (here !== undefined && next !== undefined && this.standsElsewhere(here)) l++;
      else if (here !== undefined && !this.applied.has(here)) this.out.push(this.left[l++]);
      else {
        if (here !== undefined && this.done.has(here)) l++;
        if (next !== undefined) r = this.take(next, r);
      }
    }
    return this.out;
  }

  private standsElsewhere(element: string): boolean {
    return this.applied.has(element) && this.awaited.length > 0 && this.awaited[0] !== element;
  }

  /** Puts an applied item into the outcome, merged onto its live one; where its cursor stands then. */
  private take(element: string, cursor: number): number {
    this.done.add(element);
    if (this.awaited[0] === element) this.awaited.shift();
    const live = this.liveItems.get(element);
    this.out.push(merge(this.type.items, live === duplicates ? undefined : live, this.applied.get(element)?.[0]));
    return cursor + 1;
  }
}

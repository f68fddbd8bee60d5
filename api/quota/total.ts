/** The sum of many lists of amounts: exact, and cheap where most of them say the same. */
import { formatQuantity, parseQuantity, type Quantity } from '../quantity';
import { tenTo } from '../quantity-text';
import type { Amounts } from './amounts';

/** Texts are few where objects are many. */
const mostTexts = 1024;

export class Total {
  private readonly sums = new Map<string, Quantity>();
  private readonly parsed = new Map<string, Quantity>();

  add(amounts: Amounts): void {
    for (const name in amounts) {
      const more = this.read(amounts[name] ?? '0');
      const sum = this.sums.get(name);
      this.sums.set(name, sum ? plus(sum, more) : more);
    }
  }

  amounts(): Amounts {
    return Object.fromEntries([...this.sums].map(([name, sum]) => [name, formatQuantity(sum)]));
  }

  private read(text: string): Quantity {
    const known = this.parsed.get(text);
    if (known) return known;
    const { unscaled, scale, format } = parseQuantity(text);
    const quantity: Quantity = { unscaled, scale, format };
    if (this.parsed.size < mostTexts) this.parsed.set(text, quantity);
    return quantity;
  }
}

/** In the family of the first, unless that is zero. */
function plus(a: Quantity, b: Quantity): Quantity {
  const scale = Math.min(a.scale, b.scale);
  const at = ({ unscaled, scale: own }: Quantity): bigint => (own === scale ? unscaled : unscaled * tenTo(own - scale));
  return { unscaled: at(a) + at(b), scale, format: a.unscaled === 0n ? b.format : a.format };
}

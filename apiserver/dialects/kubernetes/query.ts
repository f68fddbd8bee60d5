/** Query parameters, read as k8s.io/apimachinery's conversions of url.Values read them. */
import { ApiError } from '../../../api';

const none = new URLSearchParams();

export class Query {
  private readonly params: URLSearchParams;

  /** `text` is what follows the question mark. */
  constructor(text: string) {
    this.params = text ? new URLSearchParams(text) : none;
  }

  /** The first value; undefined when absent. */
  get(name: string): string | undefined {
    if (this.params === none) return undefined;
    return this.params.get(name) ?? undefined;
  }

  /** The first value; undefined when absent or empty. */
  text(name: string): string | undefined {
    return this.params.get(name) || undefined;
  }

  all(name: string): string[] {
    return this.params.getAll(name);
  }

  /** Anything but `false` and `0` is true; undefined when absent. */
  flag(name: string): boolean | undefined {
    const value = this.params.get(name);
    return value === null ? undefined : value !== '0' && value.toLowerCase() !== 'false';
  }

  /** Throws ApiError BadRequest with strconv's text. */
  integer(name: string): number | undefined {
    const value = this.params.get(name);
    if (value === null) return undefined;
    if (!/^[+-]?\d+$/.test(value)) throw ApiError.badRequest(`strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`);
    const number = Number(value);
    if (!Number.isSafeInteger(number)) throw ApiError.badRequest(`strconv.ParseInt: parsing ${JSON.stringify(value)}: value out of range`);
    return number;
  }
}

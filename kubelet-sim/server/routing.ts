/** Which route a path means. */
import { Refusal, type Route } from './call';

export interface Match {
  readonly route: Route;
  readonly at: Readonly<Record<string, string>>;
  readonly rest: string;
  readonly query: URLSearchParams;
}

/** Later routes are asked when earlier ones do not match. */
export function compileRoutes(routes: readonly Route[]): (method: string, url: string) => Match | Refusal {
  const compiled = routes.map((route) => ({ route, pattern: patternOf(route.path) }));
  return (method, url) => {
    const question = url.indexOf('?');
    const path = question < 0 ? url : url.slice(0, question);
    const search = question < 0 ? '' : url.slice(question);
    const fitting = compiled.flatMap(({ route, pattern }) => {
      const found = pattern.exec(path);
      return found ? [{ route, found }] : [];
    });
    const { route, found } = fitting.find((each) => each.route.methods.includes(method)) ?? {};
    if (!route) return fitting.length ? new Refusal(405, '405: Method Not Allowed') : new Refusal(404, '404 page not found\n');
    const { rest = '', ...at } = found?.groups ?? {};
    const decoded = Object.entries(at).map(([name, text]) => [name, plainText(text)] as const);
    if (decoded.some(([, text]) => text === undefined)) return new Refusal(400, '400 Bad Request');
    return { route, at: Object.fromEntries(decoded) as Record<string, string>, rest: rest + search, query: new URLSearchParams(search) };
  };
}

const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)').replace(/\/\*$/, '(?<rest>(?:/[^]*)?)')}$`);

function plainText(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined; // `%` without its digits.
  }
}

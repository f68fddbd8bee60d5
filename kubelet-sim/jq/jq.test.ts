import { compileQuery } from '.';

const pod = {
  metadata: { name: 'a', labels: { 'app.example.com/x': 'y', tier: 'web' }, annotations: { delay: '5s' }, finalizers: ['f'], ownerReferences: [{ kind: 'Job', name: 'j' }] },
  spec: { containers: [{ name: 'web', image: 'nginx' }, { name: 'log', image: 'fluentd' }], replicas: 3 },
  status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }, { type: 'Initialized', status: 'False' }], nothing: null },
};
const now = Date.parse('2026-01-01T00:00:10Z');
const ask = (query: string, input: unknown = pod): readonly unknown[] => compileQuery(query).ask(input, now);

it.each<[string, unknown[], unknown?]>([
  // As kwok's own stages ask.
  ['.metadata.deletionTimestamp', []],
  ['.status.phase', ['Running']],
  ['.status.conditions.[] | select( .type == "Ready" ) | .status', ['True']],
  ['.metadata.ownerReferences.[].kind', ['Job']],
  ['.metadata.labels["app.example.com/x"]', ['y']],
  ['.metadata.annotations["delay"]', ['5s']],
  ['.status.initContainerStatuses.[].state.running.startedAt', []],
  ['.metadata.finalizers.[]', ['f']],
  // Paths.
  ['.', [pod]],
  ['.spec.containers[0].name', ['web']], ['.spec.containers[-1].name', ['log']], ['.spec.containers[].image', ['nginx', 'fluentd']],
  ['.metadata."name"', ['a']], ['."metadata"["name"]', ['a']], ['.["metadata"].name', ['a']], ['.status.nothing', []],
  ['.spec.containers[1:][].name', ['log']], ['.spec.containers[:1] | length', [1]], ['.metadata.name[0:1]', ['a']],
  ['[..] | length > 20', [true]], ['.metadata.labels[]', ['y', 'web']],
  ['.status.phase.deeper', []], ['.status.phase.deeper?', []], ['(.status.phase.deeper)? // "x"', ['x']],
  // Operators.
  ['.spec.replicas + 1', [4]], ['.spec.replicas * 2 - 1', [5]], ['7 % 4', [3]], ['-1 - -3', [2]], ['"a" + "b"', ['ab']], ['[1,2,3] - [2]', [[1, 3]]], ['"a,b" / ","', [['a', 'b']]],
  ['1, 2 | . + 1', [2, 3]], ['.missing // "d"', ['d']], ['false // 1', [1]], ['null + 1', [1]], ['1 / 0', []], ['{} + 1', []],
  ['1 < 2 and "a" < "b" or false', [true]], ['null < false, [] < {}', [true, true]], ['.spec.replicas >= 3', [true]], ['1 != 1', [false]],
  ['if .spec.replicas > 5 then "many" elif .spec.replicas > 2 then "some" else "few" end', ['some']], ['if false then 1 end | . == null', [false]],
  ['.metadata.name as $n | [$n, .kind]', [['a', null]]], ['reduce .spec.containers[] as $c (0; . + ($c.name | length))', [6]],
  ['try error("x") catch .', ['x']], ['.status.phase[]?', []],
  ['{a: 1, "b": 2, (.metadata.name): 3, kind: .status.phase}', [{ a: 3, b: 2, kind: 'Running' }]], ['{metadata} | keys', [['metadata']]], ['1 as $x | {$x}', [{ x: 1 }]],
  ['"\\(.metadata.name)-\\(.spec.replicas + 1)!"', ['a-4!']], ['"\\u0041\\n"', ['A\n']], ['[]', [[]]], ['# why\n1', [1]],
  // Functions.
  ['[.spec.containers[] | .name] | sort | join("+")', ['log+web']], ['.spec.containers | map(.name) | index("log")', [1]],
  ['.spec.containers | any(.name == "log")', [true]], ['all(.spec.containers[]; .image != "")', [true]], ['.metadata | has("name")', [true]],
  ['.metadata.name | test("^[a-c]+$")', [true]], ['"abc" | startswith("ab"), endswith("bc"), contains("x")', [true, true, false]], ['"x1" | ltrimstr("x") | tonumber', [1]],
  ['.metadata.labels | to_entries | map(.key) ', [['app.example.com/x', 'tier']]], ['.metadata.labels | with_entries(select(.key == "tier"))', [{ tier: 'web' }]],
  ['[1, [2, [3]]] | flatten', [[1, 2, 3]]], ['[3, 1, 1] | unique, min, max, add, length', [[1, 3], 1, 3, 5, 3]], ['[range(3)], [range(1; 6; 2)]', [[0, 1, 2], [1, 3, 5]]],
  ['first(.spec.containers[].name), ([limit(1; 5, 6)])', ['web', [5]]], ['"a" | IN("a", "b")', [true]], ['[.spec.containers | group_by(.image)[][0].name]', [['log', 'web']]],
  ['.spec.containers | max_by(.name).name', ['web']], ['"2026-01-01T00:00:00Z" | now - fromdate', [10]], ['0 | todate', ['1970-01-01T00:00:00Z']], ['"{\\"a\\":1}" | fromjson.a', [1]],
  ['.metadata.labels | map_values(length)', [{ 'app.example.com/x': 1, tier: 3 }]], ['[.[] | objects] | length', [3]], ['isempty(empty)', [true]], ['not', [false]], ['"x" | type', ['string']],
  // Assignments.
  ['.a = 1', [{ a: 1 }], null], ['.a.b[1] = "x"', [{ a: { b: [null, 'x'] } }], null], ['.[-1] = 9', [[1, 9]], [1, 2]], ['.a = (1, 2)', [{ a: 1 }, { a: 2 }], {}], ['.[] = 0', [{ a: 0, b: 0 }], { a: 1, b: 2 }],
  ['.a += 1', [{ a: 3 }], { a: 2 }], ['.a -= .b', [{ a: -1, b: 3 }], { a: 2, b: 3 }], ['.a *= 4 | .a /= 2 | .a %= 3', [{ a: 1 }], { a: 2 }], ['.a //= 5, .b //= 5', [{ a: 2 }, { a: 2, b: 5 }], { a: 2 }],
  ['.[] |= . + 1', [[2, 3]], [1, 2]], ['.a |= empty', [{ b: 1 }], { a: 1, b: 1 }], ['(.[] | select(. > 1)) |= empty', [[1]], [1, 2, 3]], ['.a |= (1, 2)', [{ a: 1 }], {}],
  ['(.a, .b) = 7', [{ a: 7, b: 7 }], {}], ['(.a // .b) = 7', [{ b: 7 }], {}], ['.. |= (if type == "number" then . + 1 else . end)', [{ a: [2, { b: 3 }] }], { a: [1, { b: 2 }] }], ['first(.a, .b) = 1', [{ a: 1 }], {}],
  ['if .a then .b else .c end = 1', [{ a: 1, b: 1 }], { a: 1 }], ['.metadata.name = "b" | .metadata.name', ['b']], ['.a as $x | .b = $x', [{ a: 1, b: 1 }], { a: 1 }], ['getpath(["a", "b"]) = 1', [{ a: { b: 1 } }], null],
  ['.a = 1 // 2', [{ a: 1 }], {}], ['1 as $x | .a = $x + 1', [{ a: 2 }], {}], ['.a.b = 1', [], { a: 'text' }], ['.[1e9] = 1', [], []], ['.["__proto__"] = 1 | keys', [['__proto__']], {}], ['.a?.b? = 1', [{ a: { b: 1 } }], {}],
  ['[path(..)]', [[[], ['a'], ['a', 0]]], { a: [1] }], ['del(.a, .b[0])', [{ b: [2] }], { a: 1, b: [1, 2] }], ['del(.[0, 2])', [[2]], [1, 2, 3]], ['setpath(["a", 0]; 1)', [{ a: [1] }], null], ['delpaths([["a"]])', [{}], { a: 1 }], ['getpath(["a", "b"])', [], null],
  // Definitions.
  ['def f: . + 1; 1 | f | f', [3]], ['def f(g): [g, g]; f(1, 2)', [[1, 2, 1, 2]]], ['def f($x; $y): $x - $y; f(3; 1, 2)', [2, 1]], ['def f: if . > 0 then . - 1 | f else "end" end; 5 | f', ['end']],
  ['def f: def g: 2; g * 2; f', [4]], ['def f(x): x * 2; def g(x): f(x + 1); 3 | g(.)', [8]], ['1 as $a | def f: $a; 2 as $a | f', [1]], ['def f(g): def h: g; 10 | h; 1 | f(. + 1)', [11]], ['def map(f): "mine"; [1] | map(.)', ['mine']],
  ['def f: 1; def g: f; def f: 2; g', [1]], ['[1, 2] | map(def f: . * 2; f)', [[2, 4]]], ['def p: .a, .b; p = 1', [{ a: 1, b: 1 }], {}], ['def p(q): q.x; p(.a) |= 2', [{ a: { x: 2 } }], {}], ['def f(x; y): y; f(error; 1)', [1]],
])('%s', (...[query, found, input]: [string, unknown[], unknown?]) => {
  expect(ask(query, input === undefined ? pod : input)).toEqual(found);
});

it.each<[string, string]>([
  ['.a |', 'unexpected EOF'], ['.a b', 'unexpected token "b"'], ['.[', 'unexpected EOF'], ['"open', 'unterminated string literal'], ['"\\x"', 'invalid escape sequence "\\x" in string literal'], ['', 'unexpected EOF'],
  ['nonsense', 'function not defined: nonsense/0'], ['select(.a; .b)', 'function not defined: select/2'], ['$x', 'variable not defined: $x'], ['1 = 1', 'invalid path expression'], ['map(.a) |= 1', 'invalid path expression: map/1'], ['.a = .b = 1', 'unexpected token "="'],
  ['def f: 1', 'unexpected EOF'], ['def f(x): x; f', 'function not defined: f/0'], ['def f: 1; g', 'function not defined: g/0'], ['(def f: 1; f) | f', 'function not defined: f/0'], ['foreach 1', 'foreach is not supported'], ['@base64', '@base64 is not supported'], ['`', 'unexpected token "`"'], ['('.repeat(500), 'the query is nested too deeply'], ['toString', 'function not defined: toString/0'], ['{.a}', 'unexpected token "a"'],
])('%s is refused', (query, message) => {
  expect(() => compileQuery(query)).toThrow(message);
});

it('queries end, whatever they ask', () => {
  for (const endless of ['def f: f; f', 'def f: 1 + f; f', 'def f: f, f; f', 'def f(g): f(g | g); f(.)', 'reduce range(20000) as $i ({}; .["k\\($i)"] = 1)', 'reduce range(20000) as $i ({}; . + {("k\\($i)"): 1})', 'reduce range(20000) as $i (.; .a[$i] = $i)']) expect(ask(endless)).toEqual([]);
  expect(ask('[range(1e12)] | length')).toEqual([]);
  expect(ask('reduce range(50000) as $i (""; . + "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx") | length')).toEqual([]);
  expect(ask('reduce range(60) as $i ("xx"; "\\(.)\\(.)") | length')).toEqual([]);
  expect(ask('reduce range(60) as $i ("xx"; [., .] | join("-")) | length')).toEqual([]);
  expect(ask('[range(1000)] | [.[] as $a | .[] as $b | $a * $b] | length')).toEqual([]);
});

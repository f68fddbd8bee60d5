import { compileTemplate, TemplateError, TemplateSyntaxError } from '.';

const data = {
  metadata: { name: 'a', annotations: { 'x.io/reason': 'why' }, none: null },
  spec: { containers: [{ name: 'web', image: 'nginx' }, { name: 'log', image: 'fluentd' }], count: 3, empty: [], flag: false },
};
const render = (template: string): string => compileTemplate(template, ['Now', 'Quote']).render(data, { Now: () => '2026-01-01T00:00:00Z', Quote: (value) => JSON.stringify(value) });

it.each<[string, string]>([
  // Text and white space.
  ['plain', 'plain'], ['a {{- 1 -}} b', 'a1b'], ['a{{/* why */}}b', 'ab'], ['a {{- /* why */ -}} b', 'ab'], ['{{"}}"}}', '}}'], ['{{`a"b`}}', 'a"b'], ['{{"\\u0041\\n\\x41"}}', 'A\nA'], ["{{'a'}}", '97'],
  // Values.
  ['{{ .metadata.name }}', 'a'], ['{{ .metadata.missing }}', '<no value>'], ['{{ .metadata.missing.deeper }}', '<no value>'], ['{{ .metadata.none }}', '<nil>'], ['{{ .spec.count }} {{ .spec.flag }} {{ -1.5 }} {{ 0x10 }}', '3 false -1.5 16'],
  ['{{ .metadata.annotations }} {{ .spec.empty }}', 'map[x.io/reason:why] []'], ['{{ $.metadata.name }}', 'a'], ['{{ (index .spec.containers 1).name }}', 'log'],
  // Variables.
  ['{{ $x := 1 }}{{ $x }}{{ $x = 2 }}{{ $x }}', '12'], ['{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ end }}{{ $x }}', '2'], ['{{ $x := 1 }}{{ if true }}{{ $x := 2 }}{{ end }}{{ $x }}', '1'], ['{{ $n := .metadata }}{{ $n.name }}', 'a'],
  // Control.
  ['{{ if .spec.flag }}y{{ else if eq .spec.count 3 }}3{{ else }}n{{ end }}', '3'], ['{{ if .spec.empty }}y{{ else }}n{{ end }}', 'n'], ['{{ with .metadata.missing }}{{ . }}{{ else }}none{{ end }}', 'none'], ['{{ with .metadata }}{{ .name }}{{ $.spec.count }}{{ end }}', 'a3'],
  ['{{ with .metadata.missing }}x{{ else with .metadata.name }}{{ . }}{{ end }}', 'a'],
  ['{{ range .spec.containers }}{{ .name }},{{ end }}', 'web,log,'], ['{{ range $i, $c := .spec.containers }}{{ $i }}{{ $c.name }}{{ end }}', '0web1log'], ['{{ range $c := .spec.containers }}{{ $c.name }}{{ end }}', 'weblog'], ['{{ range .spec.empty }}x{{ else }}none{{ end }}', 'none'],
  ['{{ range $k, $v := dict "b" 1 "a" 2 }}{{ $k }}{{ $v }}{{ end }}', 'a2b1'], ['{{ range 3 }}{{ . }}{{ end }}', '012'], ['{{ range $i, $c := .spec.containers }}{{ if $i }}{{ break }}{{ end }}{{ $c.name }}{{ end }}', 'web'],
  ['{{ range list 1 2 3 }}{{ if eq . 2 }}{{ continue }}{{ end }}{{ . }}{{ end }}', '13'], ['{{ $l := "" }}{{ range .spec.containers }}{{ $l = .name }}{{ end }}{{ $l }}', 'log'],
  ['{{ define "t" }}[{{ . }}]{{ end }}{{ template "t" .metadata.name }}', '[a]'], ['{{ block "t" 1 }}<{{ . }}>{{ end }}', '<1>'],
  // Functions as kwok's own stages use them.
  ['{{ Now | Quote }}', '"2026-01-01T00:00:00Z"'], ['{{ or .metadata.missing dict }}', 'map[]'], ['{{ or ( index .metadata.annotations "x.io/reason" ) "d" }}', 'why'], ['{{ or ( index .metadata.annotations "y" ) "d" }}', 'd'],
  ['{{ if or ( not .metadata.missing ) ( eq .metadata.name "b" ) }}y{{ end }}', 'y'], ['{{ if eq .metadata.missing "Always" }}y{{ else }}n{{ end }}', 'n'], ['{{ printf "kwok-%s" "v1" }}', 'kwok-v1'], ['{{ $v := printf "%s" "x" }}{{ or .metadata.missing $v }}', 'x'], ['{{ or .metadata.missing `""` }}', '""'],
  ['{{ and true 0 }} {{ or 0 "" "x" }} {{ or true (fail "never") }}', '0 x true'],
  ['{{ eq 1 2 1 }} {{ ne "a" "b" }} {{ lt 1 2 }} {{ ge 2 2 }} {{ len "abc" }} {{ slice "abcd" 1 3 }} {{ print 1 2 "x" }} {{ printf "%05d|%-4s|%q|%.2f|%v%%" 42 "a" "b" 1.5 true }}', 'true true true true 3 bc 1 2x 00042|a   |"b"|1.50|true%'],
  // Of sprig.
  ['{{ list Now "b" | join "-" }}', '2026-01-01T00:00:00Z-b'], ['{{ default "d" .metadata.missing }} {{ "x" | default "d" }} {{ default 5 0 }}', 'd x 5'], ['{{ upper "a" }}{{ trimSuffix "-x" "a-x" }}{{ replace "." "-" "a.b" }}{{ trunc 2 "abc" }}{{ nindent 2 "a\\nb" }}', 'Aaa-bab\n  a\n  b'],
  ['{{ add 1 2 3 }} {{ sub 5 2 }} {{ mul 2 3 }} {{ div 7 2 }} {{ mod 7 2 }} {{ add1 "4" }} {{ max 1 3 2 }} {{ floor 1.7 }} {{ until 3 }}', '6 3 6 3 1 5 3 1 [0 1 2]'],
  ['{{ dict "a" 1 | toJson }} {{ (fromJson "{\\"b\\":2}").b }} {{ get (dict "a" 1) "a" }} {{ hasKey (dict "a" 1) "b" }} {{ keys (dict "b" 1 "a" 2) }} {{ dig "metadata" "name" "d" . }}', '{"a":1} 2 1 false [a b] a'],
  ['{{ ternary "y" "n" true }} {{ coalesce "" 0 "x" }} {{ first (list 1 2) }} {{ last (list 1 2) }} {{ has 2 (list 1 2) }} {{ "a,b" | splitList "," }} {{ b64enc "a" }} {{ regexMatch "^a+$" "aaa" }} {{ sha256sum "a" | trunc 4 }}', 'y x 1 2 true [a b] YQ== true ca97'],
  ['{{ date "2006-01-02T15:04:05Z07:00" 0 }} {{ "1970-01-01T00:00:00Z" | dateModify "+1m30s" | unixEpoch }}', '1970-01-01T00:00:00Z 90'],
])('%s', (template, text) => {
  expect(render(template)).toBe(text);
});

it.each<[string, string]>([
  ['{{', 'unclosed action'], ['{{ if .a }}', 'unexpected EOF'], ['{{ end }}', 'unexpected {{end}}'], ['{{ .a | }}', 'missing value for command'], ['{{ }}', 'missing value for command'], ['{{ nonsense }}', 'function "nonsense" not defined'], ['{{ $x }}', 'undefined variable "$x"'],
  ['{{ "open }}', 'unterminated quoted string'], ['{{ (1 }}', 'unclosed left paren'], ['{{ 1 2 }}', "can't give argument to non-function"], ['{{ break }}', '{{break}} outside {{range}}'], ['{{ if true }}{{ else }}{{ else }}{{ end }}', 'expected end; found {{else}}'],
  ['{{ if true }}{{ $x := 1 }}{{ end }}{{ $x }}', 'undefined variable "$x"'], ['{{ constructor }}', 'function "constructor" not defined'], ['{{ nil }}', 'nil is not a command'], ['{{ template x }}', 'a name is missing in template clause'], [`${'{{ if true }}'.repeat(500)}`, 'the template is nested too deeply'],
  ['{{ % }}', 'unexpected "%" in operand'], ['{{ .a"b" }}', 'unexpected "b" in operand'],
])('%s cannot be read', (template, message) => {
  expect(() => compileTemplate(template)).toThrow(TemplateSyntaxError);
  expect(() => compileTemplate(template)).toThrow(message);
});

it.each<[string, string]>([
  ['{{ index .spec.containers 5 }}', 'error calling index: index out of range: 5'], ['{{ index .metadata.missing "a" }}', 'error calling index: index of untyped nil'], ['{{ .metadata.none.x }}', 'nil pointer evaluating interface {}.x'], ['{{ .metadata.name.x }}', "can't evaluate field x in type string"],
  ['{{ lt "a" 1 }}', 'error calling lt: incompatible types for comparison'], ['{{ template "t" }}', 'template "t" not defined'], ['{{ fail "no" }}', 'error calling fail: no'], ['{{ div 1 0 }}', 'integer divide by zero'], ['{{ range "abc" }}{{ end }}', "range can't iterate over abc"],
  ['{{ define "t" }}{{ template "t" }}{{ end }}{{ template "t" }}', 'exceeded maximum template depth'], ['{{ range 100001 }}{{ end }}', 'the template takes too long'], ['{{ range 1000 }}{{ range 1000 }}{{ end }}{{ end }}', 'the template takes too long'], ['{{ repeat 1000000000 "x" }}', 'the text is too long'],
  ['{{ $x := repeat 1000000 "x" }}{{ $x }}{{ $x }}', 'the output is too long'], ['{{ until 10000000 }}', 'the list is too long'], ['{{ $x := "xx" }}{{ range 60 }}{{ $x = print $x $x }}{{ end }}', 'the text is too long'],
])('%s cannot be carried out', (template, message) => {
  expect(() => render(template)).toThrow(TemplateError);
  expect(() => render(template)).toThrow(message);
});

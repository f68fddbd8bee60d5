import { decodeAllocation } from './decode';

const decode = (text: string | Buffer): ReturnType<typeof decodeAllocation> => decodeAllocation(Buffer.from(text as string));
const inResource = (members: string): string => `{"allocation":{"resource_group":{"resources":[{${members}}]}}}`;
const inSelector = (members: string): string => `{"allocation":{"selector":{${members}}}}`;

const zero = {
  id: '', replicas: 0,
  resource_group: { name: '', labels: {}, uid: '', resources: [] },
  selector: {
    geo_location: { country: '', area: '', province: '', city: '' }, regions: [], operator: '', node_id: '',
    strategy: { location_strategy: '', region_strategy: '' }, stack_affinity: [], stack_antiaffinity: [],
  },
};
const zeroResource = { name: '', resource_type: '', flavors: [], storage: {}, need_eip: false, count: 0 };

it('reads the example of the specification', () => {
  expect(decode(`{"allocation": {"id": "3f0c9d52-8a14-4a07-9d0e-52b7c1c4a901",
    "resource_group": {"name": "edge-game.v2", "labels": {"tier": "front"}, "resources": [
      {"name": "lobby", "resource_type": "vm", "count": 2, "need_eip": true, "storage": {"SSD": 20},
       "flavors": [{"flavor_id": "g1.small"}, {"flavor_id": "g1.medium", "spot": {"max_price": "0.3", "spot_duration_hours": 2}}]}]},
    "selector": {"geo_location": {"country": "no"}, "operator": "telmar",
      "regions": [{"region": "north", "availability_zone": ["n-a", "n-b"]}], "stack_affinity": [{"key": "a", "operator": "in", "values": ["b"]}],
      "strategy": {"location_strategy": "discrete", "region_strategy": "alone"}},
    "replicas": 4}}`)).toEqual({
    id: '3f0c9d52-8a14-4a07-9d0e-52b7c1c4a901',
    resource_group: {
      name: 'edge-game.v2', labels: { tier: 'front' }, uid: '',
      resources: [{
        name: 'lobby', resource_type: 'vm', count: 2, need_eip: true, storage: { SSD: 20 },
        flavors: [{ flavor_id: 'g1.small' }, { flavor_id: 'g1.medium', spot: { max_price: '0.3', spot_duration_hours: 2, spot_duration_count: 0, interruption_policy: '' } }],
      }],
    },
    selector: {
      ...zero.selector, geo_location: { ...zero.selector.geo_location, country: 'no' }, operator: 'telmar', regions: [{ region: 'north', availability_zone: ['n-a', 'n-b'] }],
      strategy: { location_strategy: 'discrete', region_strategy: 'alone' }, stack_affinity: [{ key: 'a', operator: 'in', values: ['b'] }],
    },
    replicas: 4,
  });
});

it.each([
  ['nothing in it', '{}', zero],
  ['null', 'null', zero],
  ['nulls', '{"allocation":{"id":null,"resource_group":null,"selector":{"regions":null,"geo_location":null},"replicas":null}}', zero],
  ['what comes after it', '{} {"allocation":{"id":"x"}} }', zero],
  ['unknown members, however deep', `{"a":${'['.repeat(500)}"]\\""${']'.repeat(500)},"allocation":{"c":[1,{"d":null}],"id":"x"}}`, { ...zero, id: 'x' }],
  ['names in another case', '{"Allocation":{"id":"x"},"allocation":{"ID":"y","Replicas":1}}', zero],
  ['a member twice: the later, onto the earlier', '{"allocation":{"id":"x","replicas":1,"replicas":2},"allocation":{"id":"y"}}', { ...zero, id: 'y', replicas: 2 }],
  ['null after something', '{"allocation":{"replicas":2,"replicas":null}}', { ...zero, replicas: 2 }],
  ['integers at the ends', '{"allocation":{"replicas":-9223372036854775808}}', { ...zero, replicas: -9223372036854775808 }],
  ['a negative zero', '{"allocation":{"replicas":-0}}', zero],
  ['escapes', '{"\\u0061llocation":{"id":"\\u00e9\\n\\ud83d\\ude00\\ud83d"}}', { ...zero, id: 'é\n😀\ufffd' }],
  ['space everywhere', ' {\t"allocation" :\r\n{ "replicas" : 3 , "id" : "x" } } ', { ...zero, id: 'x', replicas: 3 }],
])('reads %s', (_what, text, expected) => expect(decode(text)).toEqual(expected));

it('reads bytes that are no UTF-8 as U+FFFD', () => {
  expect(decode(Buffer.concat([Buffer.from('{"allocation":{"id":"a'), Buffer.from([0xff]), Buffer.from('b"}}')])).id).toBe('a\ufffdb');
});

it('reads nulls among items as their zero values', () => {
  expect(decode('{"allocation":{"resource_group":{"resources":[null,{"flavors":[null]}]},"selector":{"regions":[{"availability_zone":[null,"z"]}]}}}')).toMatchObject({
    resource_group: { resources: [zeroResource, { ...zeroResource, flavors: [{ flavor_id: '' }] }] }, selector: { regions: [{ region: '', availability_zone: ['', 'z'] }] },
  });
});

it('takes __proto__ for a name like any other', () => {
  const { resource_group: { labels, resources } } = decode('{"__proto__":{"a":1},"allocation":{"__proto__":{"replicas":7},"resource_group":{"labels":{"__proto__":"x","constructor":"y"},"resources":[{"storage":{"__proto__":1}}]}}}');
  expect(Object.entries(labels)).toEqual([['__proto__', 'x'], ['constructor', 'y']]);
  expect(Object.entries(resources[0]!.storage)).toEqual([['__proto__', 1]]);
});

// encoding/json of Go 1.12: the innermost struct and member, the value, the type. The first fault is told, and no syntax before it is excused.
it.each([
  ['[]', 'json: cannot unmarshal array into Go value of type types.AllocationReq'],
  ['"x"', 'json: cannot unmarshal string into Go value of type types.AllocationReq'],
  ['7', 'json: cannot unmarshal number into Go value of type types.AllocationReq'],
  ['true', 'json: cannot unmarshal bool into Go value of type types.AllocationReq'],
  ['{"allocation":[]}', 'json: cannot unmarshal array into Go struct field AllocationReq.allocation of type types.Allocation'],
  ['{"allocation":{"id":7}}', 'json: cannot unmarshal number into Go struct field Allocation.id of type string'],
  ['{"allocation":{"id":{}}}', 'json: cannot unmarshal object into Go struct field Allocation.id of type string'],
  ['{"allocation":{"resource_group":"x"}}', 'json: cannot unmarshal string into Go struct field Allocation.resource_group of type types.Stack'],
  ['{"allocation":{"selector":[]}}', 'json: cannot unmarshal array into Go struct field Allocation.selector of type types.Selector'],
  ['{"allocation":{"replicas":"3"}}', 'json: cannot unmarshal string into Go struct field Allocation.replicas of type int'],
  ['{"allocation":{"replicas":1.5}}', 'json: cannot unmarshal number 1.5 into Go struct field Allocation.replicas of type int'],
  ['{"allocation":{"replicas":1.0}}', 'json: cannot unmarshal number 1.0 into Go struct field Allocation.replicas of type int'],
  ['{"allocation":{"replicas":1e3}}', 'json: cannot unmarshal number 1e3 into Go struct field Allocation.replicas of type int'],
  ['{"allocation":{"replicas":9223372036854775808}}', 'json: cannot unmarshal number 9223372036854775808 into Go struct field Allocation.replicas of type int'],
  ['{"allocation":{"replicas":-9223372036854775809}}', 'json: cannot unmarshal number -9223372036854775809 into Go struct field Allocation.replicas of type int'],
  [`{"allocation":{"replicas":1${'0'.repeat(30)}}}`, `json: cannot unmarshal number 1${'0'.repeat(30)} into Go struct field Allocation.replicas of type int`],
  ['{"allocation":{"resource_group":{"labels":[]}}}', 'json: cannot unmarshal array into Go struct field Stack.labels of type map[string]string'],
  ['{"allocation":{"resource_group":{"labels":{"a":1}}}}', 'json: cannot unmarshal number into Go struct field Stack.labels of type string'],
  ['{"allocation":{"resource_group":{"resources":{}}}}', 'json: cannot unmarshal object into Go struct field Stack.resources of type []*types.Resource'],
  ['{"allocation":{"resource_group":{"resources":[{},5]}}}', 'json: cannot unmarshal number into Go struct field Stack.resources of type types.Resource'],
  [inResource('"flavors":"x"'), 'json: cannot unmarshal string into Go struct field Resource.flavors of type []types.Flavor'],
  [inResource('"flavors":["x"]'), 'json: cannot unmarshal string into Go struct field Resource.flavors of type types.Flavor'],
  [inResource('"flavors":[{"spot":true}]'), 'json: cannot unmarshal bool into Go struct field Flavor.spot of type types.Spot'],
  [inResource('"flavors":[{"spot":{"spot_duration_hours":"2"}}]'), 'json: cannot unmarshal string into Go struct field Spot.spot_duration_hours of type int'],
  [inResource('"storage":[]'), 'json: cannot unmarshal array into Go struct field Resource.storage of type map[string]int64'],
  [inResource('"storage":{"SAS":0.5}'), 'json: cannot unmarshal number 0.5 into Go struct field Resource.storage of type int64'],
  [inResource('"need_eip":"true"'), 'json: cannot unmarshal string into Go struct field Resource.need_eip of type bool'],
  [inResource('"count":false'), 'json: cannot unmarshal bool into Go struct field Resource.count of type int'],
  [inSelector('"geo_location":"no"'), 'json: cannot unmarshal string into Go struct field Selector.geo_location of type types.GeoLocation'],
  [inSelector('"regions":["north"]'), 'json: cannot unmarshal string into Go struct field Selector.regions of type types.CloudRegion'],
  [inSelector('"regions":[{"availability_zone":"az1"}]'), 'json: cannot unmarshal string into Go struct field CloudRegion.availability_zone of type []string'],
  [inSelector('"regions":[{"availability_zone":[1]}]'), 'json: cannot unmarshal number into Go struct field CloudRegion.availability_zone of type string'],
  [inSelector('"strategy":"centralize"'), 'json: cannot unmarshal string into Go struct field Selector.strategy of type types.Strategy'],
  [inSelector('"stack_affinity":{}'), 'json: cannot unmarshal object into Go struct field Selector.stack_affinity of type []types.LabelRequirement'],
  ['{"allocation":{"replicas":"a","id":1,"selector":7}}', 'json: cannot unmarshal string into Go struct field Allocation.replicas of type int'],
  ['{"allocation":{"replicas":"a"', 'unexpected EOF'],
  ['', 'EOF'],
  ['allocation', "invalid character 'a' looking for beginning of value"],
])('says what Go says of %j', (text, fault) => expect(() => decode(text)).toThrow(expect.objectContaining({ name: 'BodySyntaxError', message: fault })));

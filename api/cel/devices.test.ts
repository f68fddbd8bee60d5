import type * as resource from '../schema/types/resource.v1';
import { compileDeviceSelector } from './devices';
import { CelError } from './values/errors';

const device: resource.Device = {
  name: 'gpu-0',
  attributes: {
    model: { string: 'A100' }, index: { int: 3 }, healthy: { bool: true }, driverVersion: { version: '1.10.2' }, 'other.example.com/model': { string: 'B' }, lists: { ints: [1, 2] },
  },
  capacity: { memory: { value: '80Gi' } },
};
const driver = 'gpu.example.com';

function evaluate(expression: string, of: resource.Device = device): unknown {
  const compiled = compileDeviceSelector(expression);
  if (!compiled.ok) return compiled.message.split('\n')[0];
  const { value } = compiled.program.evaluate({ device: { driver, device: of } });
  return value instanceof CelError ? `fails: ${value.message}` : value;
}

const plain: resource.Device = { name: 'plain' };

test.each<[string, unknown]>([
  ['device.driver == "gpu.example.com"', true],
  ['device.attributes["gpu.example.com"].model == "A100"', true],
  ['device.attributes["gpu.example.com"].index > 2', true],
  ['device.attributes["gpu.example.com"].healthy', true],
  ['device.attributes["gpu.example.com"].driverVersion.isGreaterThan(semver("1.9.0"))', true],
  ['device.attributes["other.example.com"].model == "B"', true],
  ['device.capacity["gpu.example.com"].memory.compareTo(quantity("40Gi")) > 0', true],
  ['cel.bind(own, device.attributes["gpu.example.com"], own.model == "A100" && own.healthy)', true],
  ['"nobody.example.com" in device.attributes', false],
  ['has(device.attributes["nobody.example.com"].model)', false],
  ['"model" in device.attributes["nobody.example.com"]', false],
  ['device.allowMultipleAllocations', false],
  ['device.color == "red"', expect.stringContaining("undefined field 'color'")],
  ['device.driver', 'must evaluate to one of [bool dyn] but got string'],
])('%s', (expression, expected) => {
  // What is compiled knows lists alone of attributes that it does not name.
  expect(evaluate(expression, { ...device, attributes: { ...device.attributes, lists: { int: 0 } } })).toEqual(expected);
});

test('an attribute that is not there, or is of a kind that is not served', () => {
  expect(evaluate('device.attributes["gpu.example.com"].model == "A100"', plain)).toBe('fails: no such key: model');
  expect(evaluate('device.attributes["gpu.example.com"].model == "A100"')).toBe('fails: attribute lists: unsupported attribute value');
  expect(evaluate('device.driver == "x"')).toBe(false);
});

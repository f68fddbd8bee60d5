import { parseCron } from './cron';

const listed = (text: string): Record<string, unknown> =>
  Object.fromEntries(Object.entries(parseCron(text)).map(([name, value]) => [name, value instanceof Set ? [...value as Set<number>].join(' ') : value]));

test.each<[string, object]>([
  ['*/15 0 1,15 * 1-5', { minutes: '0 15 30 45', hours: '0', daysOfMonth: '1 15', daysOfWeek: '1 2 3 4 5', anyDayOfMonth: false, anyDayOfWeek: false }],
  ['5/20 22-23 ? jan-mar Sun', { minutes: '5 25 45', hours: '22 23', months: '1 2 3', daysOfWeek: '0', anyDayOfMonth: true }],
  ['0 0 */2 * *', { anyDayOfMonth: false, anyDayOfWeek: true }],
  ['@weekly', { minutes: '0', hours: '0', daysOfWeek: '0' }],
  ['@every 1h30m', { everyMs: 5_400_000 }],
  ['@every 10ms', { everyMs: 1000 }],
])('%s', (text, expected) => expect(listed(text)).toMatchObject(expected));

test.each([
  ['', 'empty spec string'], ['* *', 'expected exactly 5 fields, found 2: [* *]'], ['@often', 'unrecognized descriptor: @often'],
  ['@every day', 'failed to parse duration @every day: time: invalid duration "day"'],
  ['60 * * * *', 'end of range (60) above maximum (59): 60'], ['* * 0 * *', 'beginning of range (0) below minimum (1): 0'],
  ['5-1 * * * *', 'beginning of range (5) beyond end of range (1): 5-1'], ['*/0 * * * *', 'step of range should be a positive number: */0'],
  ['1-2-3 * * * *', 'too many hyphens: 1-2-3'], ['1/2/3 * * * *', 'too many slashes: 1/2/3'],
  ['x * * * *', 'failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax'],
])('%s is refused', (text, message) => expect(() => parseCron(text)).toThrow(message));

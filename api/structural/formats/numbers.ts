/** Numbers with check digits. */

const digitsOf = (text: string): number[] => [...text].map(Number);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const withoutSpace = (text: string): string => text.replace(/[\s-]+/g, '');

export function isIsbn10(text: string): boolean {
  const bare = withoutSpace(text);
  if (!/^(?:\d{9}X|\d{10})$/.test(bare)) return false;
  return sum([...bare].map((digit, i) => (i + 1) * (digit === 'X' ? 10 : Number(digit)))) % 11 === 0;
}

export function isIsbn13(text: string): boolean {
  const bare = withoutSpace(text);
  if (!/^\d{13}$/.test(bare)) return false;
  return sum(digitsOf(bare).map((digit, i) => (i % 2 ? 3 : 1) * digit)) % 10 === 0;
}

const cards = /^(?:4\d{12}(?:\d{3})?|5[1-5]\d{14}|6(?:011|5\d\d)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|(?:2131|1800|35\d{3})\d{11})$/;

/** Luhn's sum. */
export function isCreditCard(text: string): boolean {
  const bare = text.replace(/\D+/g, '');
  if (!cards.test(bare)) return false;
  const weighed = digitsOf(bare).reverse().map((digit, i) => (i % 2 ? digit * 2 : digit));
  return sum(weighed.map((digit) => (digit > 9 ? digit - 9 : digit))) % 10 === 0;
}

export const isSsn = (text: string): boolean => text.length === 11 && /^\d{3}[- ]?\d{2}[- ]?\d{4}$/.test(text);

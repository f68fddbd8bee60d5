function main(params) {
  return { ...params, amount: params.amount - 5 };
}

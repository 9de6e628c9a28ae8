// Totals of questionnaires, and what their authors call them. An answer is its points, or null while there is none.

// The sum of the answers; null while one of them is missing. Nothing is guessed for it.
export function total(answers) {
  return answers.length && answers.every(Number.isInteger) ? answers.reduce((sum, points) => sum + points, 0) : null;
}

// The band { low, high, name } that a total lies in; undefined without a total, or without bands.
export function band(bands, sum) {
  return sum === null ? undefined : bands.find(({ low, high }) => low <= sum && sum <= high);
}

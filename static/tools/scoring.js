// Totals of questionnaires, and what their authors call them. An answer is its points, or null while there is none.

// The sum of the answers, or their mean to one decimal; null while one of them is missing. Nothing is guessed for it.
export function total(answers, isMean = false) {
  if (!answers.length || !answers.every(Number.isInteger)) return null;
  const sum = answers.reduce((before, points) => before + points, 0);
  return isMean ? Math.round((sum / answers.length) * 10) / 10 : sum;
}

// The band { low, high, name } that a total lies in; undefined without a total, or without bands.
export function band(bands, sum) {
  return sum === null ? undefined : bands.find(({ low, high }) => low <= sum && sum <= high);
}

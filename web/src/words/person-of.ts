/** Who a run was made by: which process of theirs it was tells a person nothing. */
export const personOf = (operator: string): string => operator.replace(/, process \d+$/, '');

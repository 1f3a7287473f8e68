import axe from 'axe-core';

/** What axe finds wrong in a part of the page; colours need a real browser and are tried there. */
export async function faults(part: Element): Promise<string[]> {
  const { violations } = await axe.run(part, {
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
  });
  return violations.map((each) => `${each.id}: ${each.nodes[0]?.html ?? ''}`);
}

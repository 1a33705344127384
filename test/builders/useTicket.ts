import type { Page } from 'playwright'

/** The button is there at once; it can be pressed when the preview has come. */
export const reviewTicket = (page: Page): Promise<void> =>
  page.locator('[data-testid=ticket-review][aria-disabled=false]').click()

/** Buys at the market through the ticket and the review, and waits until the fill is shown as settled. */
export const buyAndSettle = async (page: Page, sizeLots: number): Promise<void> => {
  await page.getByTestId('ticket-side-buy').click()
  await page.getByTestId('ticket-type').selectOption('market')
  await page.getByTestId('ticket-size').fill(String(sizeLots))
  await reviewTicket(page)
  await page.getByTestId('review-sign').click()
  await page.getByTestId('review-dialog').waitFor({ state: 'hidden' })
  await page.getByRole('tab', { name: /Fills/ }).click()
  const settled = page.getByTestId('fills-table').getByText(/settled/i)
  await settled.first().waitFor()
}

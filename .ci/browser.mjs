// Opens reports in Chromium: light and dark, wide and narrow, with every table
// open. Fails on a violation that axe finds, a request, a word on the console, a
// page that is wider than the window, or a picture that needs JavaScript.
import {chromium} from 'playwright-core'
import {readFileSync} from 'node:fs'
import {basename} from 'node:path'

const [, , shots, ...files] = process.argv
const axe = readFileSync(new URL('./node_modules/axe-core/axe.min.js', import.meta.url), 'utf8')
const browser = await chromium.launch({executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--force-color-profile=srgb']})
let failures = 0
const fail = (...words) => { failures++; console.log('FAILED:', ...words) }

for (const file of files) {
  const name = basename(file, '.html')
  for (const colorScheme of ['light', 'dark']) for (const width of [1200, 390]) {
    const where = `${name} ${colorScheme} ${width}`
    const context = await browser.newContext({viewport: {width, height: 900}, colorScheme, bypassCSP: true})
    const page = await context.newPage()
    page.on('console', m => fail(where, 'console:', m.text()))
    page.on('pageerror', e => fail(where, 'error:', e.message))
    page.on('request', r => { if (r.url() !== 'file://' + file) fail(where, 'request:', r.url()) })
    await page.goto('file://' + file)
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    if (sideways > 0) fail(where, `${sideways} pixels wider than the window`)
    await page.screenshot({path: `${shots}/${name}-${colorScheme}-${width}.png`, fullPage: true})
    await page.evaluate(() => document.querySelectorAll('details').forEach(d => { d.open = true }))
    await page.evaluate(axe)
    const {violations} = await page.evaluate(() => axe.run())
    for (const v of violations) fail(where, v.id, v.help, v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(', '))
    await context.close()
  }
  // Without JavaScript, and with the page's own policy in force.
  const context = await browser.newContext({javaScriptEnabled: false, viewport: {width: 1200, height: 900}})
  const page = await context.newPage()
  page.on('console', m => fail(name, 'console:', m.text()))
  await page.goto('file://' + file)
  const pictures = page.locator('figure svg')
  for (let i = 0; i < await pictures.count(); i++) {
    const box = await pictures.nth(i).boundingBox()
    if (!box || box.width < 100 || box.height < 60) fail(name, `picture ${i + 1} is not drawn`)
  }
  await page.pdf({path: `${shots}/${name}.pdf`, format: 'A4', preferCSSPageSize: true})
  console.log(`${name}: ${await pictures.count()} pictures`)
  await context.close()
}
await browser.close()
if (failures) { console.log(`${failures} failures`); process.exit(1) }

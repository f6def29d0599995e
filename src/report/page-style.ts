import { PAGE, type Theme } from './palette.ts';

function variables(theme: Theme): string {
  const { ground, ink, soft, line, grid } = PAGE[theme];
  const [page, accent] = theme === 'light' ? ['#f4f6f8', '#1a5e9b'] : ['#0f1216', '#7fb8ee'];
  return `color-scheme:${theme};--page:${page};--ground:${ground};--ink:${ink};--soft:${soft};--line:${line};--grid:${grid};--accent:${accent}`;
}

/** The style sheet of the page: system fonts, one column on a phone, two where there is room, black on white on paper. */
export const PAGE_STYLE = `
:root{${variables('light')}}
@media (prefers-color-scheme:dark){:root{${variables('dark')}}}
:root[data-theme=light]{${variables('light')}}
:root[data-theme=dark]{${variables('dark')}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;overflow-wrap:break-word}
.skip{position:absolute;left:-9999px}
.skip:focus{left:1rem;top:.5rem;background:var(--ground);padding:.4rem .8rem;z-index:2}
header,main,footer{max-width:1240px;margin:0 auto;padding:0 clamp(16px,3vw,32px)}
header{padding-top:clamp(24px,5vw,56px)}
.top{display:flex;gap:16px;align-items:flex-start;justify-content:space-between}
h1{font-size:clamp(1.65rem,4.5vw,2.5rem);line-height:1.15;letter-spacing:-.015em;margin:0;text-wrap:balance}
.subtitle{color:var(--soft);margin:.4rem 0 0;font-size:1.05rem}
.lead{max-width:68ch;font-size:1.13rem;margin:1.4rem 0 0}
.lead p{margin:0 0 .6rem}
h2{font-size:1.4rem;line-height:1.25;margin:3rem 0 .4rem;letter-spacing:-.01em}
h3{font-size:1.05rem;line-height:1.3;margin:0}
main>section>p{max-width:68ch;margin:.2rem 0 1rem}
.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,190px),1fr));margin:1.8rem 0 0;background:var(--ground);border:1px solid var(--line);border-radius:10px;overflow:hidden}
.facts div{padding:12px 16px;box-shadow:1px 0 0 var(--line),0 1px 0 var(--line)}
dt{color:var(--soft);font-size:.82rem}
dd{margin:2px 0 0;font-weight:600;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,500px),1fr));gap:20px;margin-top:1rem;align-items:start}
figure,.table{margin:0;background:var(--ground);border:1px solid var(--line);border-radius:10px;padding:16px;min-width:0}
figcaption p{color:var(--soft);font-size:.92rem;line-height:1.45;margin:.3rem 0 .7rem;max-width:75ch}
.plot{min-height:40px;overflow:hidden}
.plot svg,.still{display:block;max-width:100%;height:auto}
.plot.vega-embed{display:block;padding:0}
.js .still{display:none}
.js .failed .still{display:block}
.save{display:flex;gap:6px;flex-wrap:wrap;margin-top:10px;font-size:.82rem;color:var(--soft);align-items:center}
html:not(.js) .save,html:not(.js) .theme{display:none}
.film canvas{display:block;width:100%;border:1px solid var(--line);border-radius:4px;cursor:pointer}
.controls{display:flex;gap:6px;align-items:center;margin-top:10px;flex-wrap:wrap}
.controls input{flex:1 1 120px;min-width:90px;accent-color:var(--accent)}
.controls output{font-size:.88rem;color:var(--soft);font-variant-numeric:tabular-nums;min-width:10em}
.controls button:first-child{min-width:4.6em}
.key{display:flex;flex-wrap:wrap;gap:4px 16px;list-style:none;margin:8px 0 0;padding:0;font-size:.85rem;color:var(--soft);align-items:center}
.key i{display:inline-block;width:.8em;height:.8em;border-radius:2px;margin-right:.4em;vertical-align:-.05em}
.key.bar{gap:6px;flex-wrap:nowrap}
.key.bar i{flex:0 1 140px;min-width:40px;height:10px;margin:0}
html:not(.js) .controls{display:none}
button:disabled{opacity:.5;cursor:default}
button{font:inherit;color:var(--accent);background:none;border:1px solid var(--line);border-radius:6px;padding:3px 10px;cursor:pointer;min-height:28px}
button:hover{border-color:var(--accent)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.theme{white-space:nowrap;padding:6px 12px;font-size:.9rem}
.table{margin-top:1rem}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.93rem;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--soft);font-size:.92rem;padding-bottom:.5rem}
th,td{padding:6px 14px 6px 0;text-align:left;border-bottom:1px solid var(--grid);white-space:nowrap;vertical-align:top}
th{font-weight:600}
thead th{border-bottom-color:var(--line)}
.long{white-space:normal;min-width:16ch}
.number{text-align:right;padding:6px 8px 6px 14px}
pre{background:var(--ground);border:1px solid var(--line);border-radius:10px;padding:14px 16px;overflow-x:auto;font:.92rem/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;margin:.6rem 0}
footer{color:var(--soft);font-size:.88rem;padding-top:2.5rem;padding-bottom:3rem}
#vg-tooltip-element{font-family:inherit}
@media print{
:root,:root[data-theme=dark]{${variables('light')};--page:#fff}
body{font-size:11pt}
.save,.theme,.skip,.controls{display:none!important}
.js .still{display:block}
.plot{display:none!important}
.still{max-width:16cm}
figure,.table,pre{break-inside:avoid}
h2,h3{break-after:avoid}
.charts{grid-template-columns:1fr}
}
`;

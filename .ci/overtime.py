"""Computes every column of rfm trend, cohort and due anew, with exact fractions, and compares all rows:

    python3 .ci/overtime.py RFM TESTDATA [PURCHASES]

RFM is the program, TESTDATA the folder of this tree; PURCHASES a file of customer, amount and date between tabs."""
import csv, gzip, subprocess, sys, bisect, datetime as dt, statistics
from fractions import Fraction as F
from collections import defaultdict
B, D = sys.argv[1], sys.argv[2].rstrip('/') + '/'
def online():
    rows = []
    with gzip.open(D + 'online-retail.csv.gz', 'rt', encoding='utf-8', errors='replace') as f:
        for r in csv.DictReader(f):
            if not r['CustomerID']: continue
            d = r['InvoiceDate']
            day = dt.date.fromisoformat(d[:10]) if d[4] == '-' else dt.datetime.strptime(d.split()[0], '%m/%d/%Y').date()
            rows.append((r['CustomerID'], day, F(int(r['Quantity'])) * F(r['UnitPrice']), r['InvoiceNo'], int(r['Quantity']) < 0))
    return rows, [D + 'online-retail.csv.gz']
def cdnow():
    rows = []
    with open(D + 'cdnow.csv') as f:
        for i, r in enumerate(csv.DictReader(f)):
            d = r['date']
            rows.append((r['customer_id'], dt.date(int(d[:4]), int(d[4:6]), int(d[6:])), F(r['dollar_value']), i, False))
    return rows, [D + 'cdnow.csv', '--amount', 'dollar_value']
def essec():
    rows = []
    p = sys.argv[3]
    for i, l in enumerate(open(p)):
        c, a, d = l.split()
        rows.append((c, dt.date.fromisoformat(d), F(a), i, False))
    return rows, [p, '--no-header', '--customer', '1', '--date', '3', '--amount', '2']
def load(rows):
    orders = {}; days = defaultdict(lambda: [F(0), False, 0])
    for c, d, a, o, ret in rows:
        e = days[c, d]; e[0] += a
        if a < 0 or ret: continue
        e[1] = True
        k = (c, o); orders[k] = min(orders.get(k, d), d)
    for (c, o), d in orders.items(): days[c, d][2] += 1
    cust = defaultdict(list)
    for (c, d), e in days.items(): cust[c].append((d, *e))
    for l in cust.values(): l.sort()
    return cust
PER = {'month': (lambda d: d.year * 12 + d.month - 1, lambda p: dt.date(p // 12, p % 12 + 1, 1)),
       'quarter': (lambda d: d.year * 4 + (d.month - 1) // 3, lambda p: dt.date(p // 4, p % 4 * 3 + 1, 1)),
       'year': (lambda d: d.year, lambda p: dt.date(p, 1, 1)),
       'week': (lambda d: (d.toordinal() - 1) // 7, lambda p: dt.date.fromordinal(p * 7 + 1))}
one = dt.timedelta(1)
class Check:
    def __init__(s): s.n = 0; s.bad = 0; s.max = defaultdict(float)
    def __call__(s, what, col, got, want):
        s.n += 1
        if want is None or got == '':
            ok = got == '' and want is None
        elif isinstance(want, F):
            dec = len(got.split('.')[1]) if '.' in got else 0
            diff = abs(F(got) - want); s.max[col] = max(s.max[col], float(diff)); ok = diff <= F(1, 2 * 10 ** dec)
        else: ok = got == str(want)
        if not ok:
            s.bad += 1
            if s.bad < 15: print('  DIFFERS', what, col, got, 'want', want if not isinstance(want, F) else float(want))
def run(*args):
    out = subprocess.run([B, *args, '--format', 'csv', '-q'], capture_output=True, text=True)
    assert out.returncode == 0, out.stderr
    return list(csv.DictReader(out.stdout.splitlines()))
def trend(cust, every, src, ck):
    idx, start = PER[every]
    asof = max(d for l in cust.values() for d, _, o, _ in l if o); first = min(l[0][0] for l in cust.values())
    p0, pn = idx(first), idx(asof)
    cell = {}
    fd = {}
    for c, l in cust.items():
        o = [d for d, _, b, _ in l if b]
        if o: fd[c] = o[0]
        for d, n, b, k in l:
            p = min(idx(d), pn); e = cell.setdefault((c, p), [F(0), False, 0, F(0)])
            e[0] += n; e[1] |= b; e[2] += k
            if c in fd and d > fd[c]: e[3] += n
    rows = run('trend', *src, '--every', every)
    assert len(rows) == pn - p0 + 1
    ordersby = {c: sorted(x for d, _, b, k in l if b for x in [d] * k) for c, l in cust.items()}
    lastby = {c: [d for d, _, b, _ in l if b] for c, l in cust.items()}
    byp = defaultdict(list)
    for (c, p) in cell: byp[p].append(c)
    for r, p in zip(rows, range(p0, pn + 1)):
        end = start(p + 1) - one; obs = min(end, asof); complete = end <= asof; f = p == p0
        A = {c for c in byp[p] if cell[c, p][1]}; Bf = {c for c in byp[p - 1] if cell[c, p - 1][1]}
        new = {c for c in A if idx(fd[c]) == p}; ret = (A & Bf); rea = A - new - ret; lap = Bf - A
        s = lambda S, q=p: sum((cell[c, q][0] for c in S), F(0))
        other = s([c for c in byp[p] if c not in A])
        dif = [cell[c, p][0] - cell[c, p - 1][0] for c in ret]
        sofar = [c for c in fd if fd[c] <= obs]
        recent = 0; rep = 0
        for c in sofar:
            l = lastby[c]; last = l[bisect.bisect_right(l, obs) - 1]
            recent += (obs - last).days <= 90
            rep += bisect.bisect_right(ordersby[c], obs) >= 2
        o = sum(cell[c, p][2] for c in A); rev = s(A)
        pct = lambda a, b: F(100) * a / b if b > 0 and complete else None
        k = lambda v: None if f else v
        t = [(obs - fd[c]).days for c in A]
        med = None if not complete or not t else F(statistics.median(t))
        want = dict(period_end=end, complete=str(complete).lower(), active=len(A), new=len(new), retained=k(len(ret)), reactivated=k(len(rea)), lapsed=k(len(lap)),
            retention_pct=k(pct(len(ret), len(Bf))), quick_ratio=k(F(len(new) + len(rea), len(lap)) if lap and complete else None), orders=o, revenue=rev + other,
            revenue_new=s(new), revenue_retained=k(s(ret)), revenue_reactivated=k(s(rea)), revenue_other=other, expansion=k(sum((x for x in dif if x > 0), F(0))),
            contraction=k(-sum((x for x in dif if x < 0), F(0))), lost=k(s(lap, p - 1)), customers=len(sofar), recent=recent, recent_pct=F(100 * recent, len(sofar)),
            repeat_pct=F(100 * rep, len(sofar)), returning_pct=k(pct(len(ret) + len(rea), len(A))), repeat_revenue_pct=pct(sum((cell[c, p][3] for c in A), F(0)), rev),
            orders_per_customer=F(o, len(A)) if A and complete else None, avg_order_value=rev / o if o and complete else None, tenure_days_median=med)
        assert set(want) | {'period'} == set(r), set(r) ^ set(want)
        for col, w in want.items(): ck('trend ' + every + ' ' + r['period'], col, r[col], w)
def cohort(cust, every, src, ck):
    idx, start = PER[every]
    asof = max(d for l in cust.values() for d, _, o, _ in l if o); pn = idx(asof); p0 = idx(min(l[0][0] for l in cust.values()))
    coh = defaultdict(list)
    for c, l in cust.items():
        o = [d for d, _, b, _ in l if b]
        if o: coh[idx(o[0])].append(c)
    act = defaultdict(set); orders = defaultdict(int); rev = defaultdict(F); second = {}; lastp = {}
    for p, cs in coh.items():
        for c in cs:
            n = 0
            for d, net, b, k in cust[c]:
                q = min(idx(d), pn)
                if q < p: continue
                rev[p, q] += net
                if b:
                    act[p, q].add(c); orders[p, q] += k; lastp[c] = q; n += k
                    if n >= 2: second.setdefault(c, q)
    for view in ['retention', 'rolling', 'repurchase']:
        rows = run('cohort', *src, '--every', every, '--view', view)
        assert len(rows) == sum(pn - p + 1 for p in coh)
        i = 0
        for p in sorted(coh):
            cum = F(0)
            for q in range(p, pn + 1):
                r = rows[i]; i += 1; cs = coh[p]; size = len(cs); complete = start(q + 1) - one <= asof; cum += rev[p, q]
                a = len(act[p, q]) if view == 'retention' else sum(lastp[c] >= q for c in cs) if view == 'rolling' else sum(second.get(c, 10**9) <= q for c in cs)
                want = dict(age=q - p, complete=str(complete).lower(), customers=size, active=a, retention_pct=F(100 * a, size) if size and complete else None,
                    orders=orders[p, q], revenue=rev[p, q], revenue_cum=cum, value=cum / size if size and complete else None)
                assert set(want) | {'cohort', 'period', 'view'} == set(r), set(r) ^ set(want)
                for col, w in want.items(): ck(f'cohort {every} {view} {r["cohort"]} {q-p}', col, r[col], w)
    hs = [30, 60, 90, 180, 365]
    rows = run('cohort', *src, '--every', every, '--within', ','.join(map(str, hs)))
    assert len(rows) == len(coh)
    for r, p in zip(rows, sorted(coh)):
        ck(f'within {every} {r["cohort"]}', 'customers', r['customers'], len(coh[p]))
        for h in hs:
            el = rp = 0
            for c in coh[p]:
                o = [d for d, _, b, _ in cust[c] if b]
                if (asof - o[0]).days >= h:
                    el += 1; rp += len(o) > 1 and (o[1] - o[0]).days <= h
            for col, w in ((f'eligible_{h}', el), (f'repeat_{h}', rp), (f'repeat_{h}_pct', F(100 * rp, el) if el else None)):
                ck(f'within {every} {r["cohort"]}', col, r[col], w)
def due(cust, src, ck):
    asof = max(d for l in cust.values() for d, _, o, _ in l if o)
    gaps = span = 0
    od = {c: [d for d, _, b, _ in l if b] for c, l in cust.items()}
    od = {c: o for c, o in od.items() if o}
    for o in od.values(): gaps += len(o) - 1; span += (o[-1] - o[0]).days
    g = F(span, gaps)
    rows = run('due', *src, '--all')
    assert len(rows) == len(od)
    stakes = []
    for r in rows:
        c = r['customer_id']; o = od[c]; l = cust[c]
        n = len(o) - 1; rh = ((o[-1] - o[0]).days + g) / (n + 1); rec = (asof - o[-1]).days; late = rec / rh
        orders = sum(k for _, _, _, k in l); net = sum((x for _, x, _, _ in l), F(0))
        now = sum((x for d, x, _, _ in l if (asof - d).days < 91), F(0)); nd = sum(b for d, _, b, _ in l if (asof - d).days < 91)
        bef = sum((x for d, x, _, _ in l if 91 <= (asof - d).days < 182), F(0)); bd = sum(b for d, _, b, _ in l if 91 <= (asof - d).days < 182)
        st = 'one_time' if n == 0 else 'on_time' if late <= 1 else 'due' if late <= 2 else 'overdue' if late <= 3 else 'lapsed'
        stake = net / orders * 365 / rh; stakes.append(float(F(r['stake'])))
        want = dict(first_order_date=o[0], last_order_date=o[-1], recency_days=rec, orders=orders, monetary=net, avg_order_value=net / orders, gaps=n, rhythm_days=rh,
            due_date=o[-1] + dt.timedelta(int(rh + F(1, 2))), late=late, status=st, stake=stake, amount_now=now, amount_before=bef,
            change_pct=100 * (now - bef) / bef if nd >= 2 and bd >= 2 and bef > 0 else None)
        assert set(want) | {'customer_id'} == set(r), set(r) ^ set(want)
        for col, w in want.items(): ck('due ' + c, col, r[col], w)
    assert stakes == sorted(stakes, reverse=True)
failed = 0
for name, f in [('online-retail', online), ('cdnow', cdnow)] + [('purchases', essec)] * (len(sys.argv) > 3):
    rows, src = f(); cust = load(rows); 
    for part in (['trend', 'cohort', 'due']):
        ck = Check()
        if part == 'due': due(cust, src, ck)
        else:
            for every in ['month', 'quarter', 'year'] + (['week'] if name != 'purchases' else []):
                globals()[part](cust, every, src, ck)
        print(name, part, ck.n, 'values,', ck.bad, 'differ; largest difference of', {k: float('%.1e' % v) for k, v in ck.max.items()}, flush=True)
        failed += ck.bad
sys.exit(failed > 0)

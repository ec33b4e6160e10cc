"""Compares what other programs read of workbooks with the CSV of the same command."""
import csv
import datetime
import pathlib
import sys

import openpyxl
import python_calamine

work = pathlib.Path(sys.argv[1])
failures = 0


def same(cell, text):
    """Whether a cell holds what the CSV says."""
    if cell is None or cell == '':
        return text == ''
    if isinstance(cell, bool):
        return text == str(cell).lower()
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() == text
    if isinstance(cell, datetime.date):
        return cell.isoformat() == text
    if isinstance(cell, (int, float)):
        try:
            return abs(cell - float(text)) <= 1e-12 * abs(cell)
        except ValueError:
            return False
    return cell == text


def shown(cell, text):
    """Whether a cell as LibreOffice shows it can be what the CSV says."""
    if cell == text or cell.lower() == text:
        return True
    try:
        number = cell.replace(',', '')
        percent = number.endswith('%')
        decimals = len(number.rstrip('%').partition('.')[2])
        value = float(text) * (100 if percent and abs(float(text)) <= 1 else 1)
        return abs(float(number.rstrip('%')) - value) <= 0.51 * 10 ** -decimals
    except ValueError:
        return False


def check(name, program, rows, want, equal):
    global failures
    rows = [list(r) for r in rows]
    if len(rows) != len(want):
        failures += 1
        print(f'FAILED: {name}: {program} reads {len(rows)} rows, not {len(want)}')
        return
    for number, (row, line) in enumerate(zip(rows, want), 1):
        row += [''] * (len(line) - len(row))
        for column, (cell, text) in enumerate(zip(row, line)):
            if not equal(cell, text):
                failures += 1
                print(f'FAILED: {name}: {program}, row {number}, {want[0][column]}: {cell!r}, not {text!r}')
                return


cells = 0
for path in sorted(work.glob('*.xlsx')):
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[-1] == 'about', book.sheetnames
    name = path.stem
    if name == 'crm':
        print(f'{name}: {len(book.sheetnames)} sheets, {sum(len(s._charts) for s in book)} charts')
        python_calamine.CalamineWorkbook.from_path(path)
        assert (work / 'calc' / 'crm.csv').stat().st_size > 100
        continue
    with open(work / (name + '.csv'), newline='', encoding='utf-8') as f:
        want = list(csv.reader(f))
    cells += len(want) * len(want[0])
    check(name, 'openpyxl', book.worksheets[0].iter_rows(values_only=True), want, same)
    check(name, 'calamine', python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(), want, same)
    with open(work / 'calc' / (name + '.csv'), newline='', encoding='utf-8') as f:
        check(name, 'LibreOffice', csv.reader(f), want, shown)
    print(f'{name}: {len(want) - 1} rows, {len(want[0])} columns')
print(f'{cells} cells, {failures} failures')
sys.exit(failures > 0)

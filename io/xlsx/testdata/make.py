"""Makes the workbooks of this folder, each with a program that people use, and
lists next to each what two other readers see in it: openpyxl and calamine.

    pip install openpyxl==3.1.5 XlsxWriter==3.3.1 python-calamine==0.9.1
    apt-get install libreoffice-calc-nogui
    python make.py

The tests of the package compare its cells with these lists (*.openpyxl.tsv,
*.calamine.tsv), so they need neither Python nor LibreOffice.
"""

import datetime as dt
import math
import pathlib
import subprocess
import tempfile
from decimal import Decimal

import openpyxl
import python_calamine
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, Reference

HERE = pathlib.Path(__file__).parent


def orders():
    """openpyxl: what a script makes that keeps the shop's orders."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Orders"
    sheet.append(["Customer ID", "Order Date", "Amount", "Order ID", "Note"])
    day = dt.datetime
    rows = [
        (123, day(2024, 1, 31), 2.5499999999999998, 1234567890123456, "plain"),
        (7, day(2024, 2, 29, 13, 45, 30), 123.56999999999999, 12345678901234567890, " blanks "),
        (45, day(1999, 12, 31, 23, 59, 59), -1234.567, 5, "a\nb"),
        (99999, day(2024, 3, 1), 0.1 + 0.2, 6, '=not "a" <formula> & more'),
        (5, day(2024, 3, 2), 1e-7, 7, None),
    ]
    for row in rows:
        sheet.append(row)
    sheet["E5"].data_type = "s"
    sheet["E6"] = CellRichText("rich ", TextBlock(InlineFont(b=True), "bold"), " text")
    for row in range(2, 7):
        sheet[f"A{row}"].number_format = "00000"
        sheet[f"B{row}"].number_format = "yyyy-mm-dd hh:mm:ss" if row in (3, 4) else 'yyyy"年"m"月"d"日"'
        sheet[f"C{row}"].number_format = '#,##0.00 "€";[Red]-#,##0.00 "€"'
    sheet["F1"], sheet["F2"], sheet["F3"], sheet["F4"], sheet["F5"], sheet["F6"] = "Mixed", True, "#N/A", dt.time(8, 30), dt.timedelta(hours=36, minutes=5), "=SUM(C2:E2)"
    sheet["F3"].data_type = "e"
    sheet["F4"].number_format, sheet["F5"].number_format = "h:mm", "[h]:mm:ss"
    sheet["A8"], sheet["C8"] = "Total", "=SUM(C2:C6)"
    sheet.row_dimensions[4].hidden = True
    sheet.merge_cells("A10:A12")
    sheet["A10"], sheet["C10"], sheet["C11"], sheet["C12"] = "merged", 1, 2, 3
    hidden = book.create_sheet("Old")
    hidden.sheet_state = "hidden"
    hidden["A1"] = "hidden"
    book.create_sheet("Empty")
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=3, min_row=1, max_row=6), titles_from_data=True)
    book.create_chartsheet("Chart").add_chart(chart)
    book.save(HERE / "openpyxl.xlsx")


def epoch_1904():
    """XlsxWriter: the epoch of old Macs, a table with a totals row, formulas
    with and without a value, streamed with texts in the cells."""
    book = xlsxwriter.Workbook(HERE / "xlsxwriter.xlsx", {"date_1904": True, "constant_memory": True})
    date = book.add_format({"num_format": "dd/mm/yyyy"})
    stamp = book.add_format({"num_format": 22})
    chinese = book.add_format({"num_format": 31})
    zeros = book.add_format({"num_format": "000000"})
    sheet = book.add_worksheet("Données d'été")
    sheet.write_row(0, 0, ["Client", "Date", "Montant", "Vu", "Double"])
    for i in range(1, 6):
        sheet.write_string(i, 0, f"C{i:03}") if i < 5 else sheet.write_number(i, 0, 42, zeros)
        sheet.write_datetime(i, 1, dt.datetime(2023, 12, 30 if i < 3 else 31), date if i % 2 else chinese)
        sheet.write_number(i, 2, i + 0.005)
        sheet.write_datetime(i, 3, dt.datetime(2024, 1, i, 6 * (i % 4), 7, 8), stamp)
        sheet.write_formula(i, 4, f"=C{i + 1}*2", None, "" if i == 2 else 2 * (i + 0.005))
    sheet.write_formula(6, 2, "=SUBTOTAL(109,C2:C6)", None, 15.025)
    sheet.write_formula(7, 2, "=SUM(C2:C6)")
    book.close()


def libreoffice():
    """LibreOffice: a CSV file opened and saved as .xlsx."""
    text = "id,day,time,amount,text\n00017,2024-01-31,08:30:00,19.995,äöü 客户\n00018,2024-02-29,23:59:59,\"1,234.50\",\"two\nlines\"\n12345678901234567,1899-12-31,00:00:01,-5%,'quoted\n"
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder) / "libreoffice.csv"
        source.write_text(text, encoding="utf-8")
        subprocess.run(["soffice", "--headless", "--infilter=CSV:44,34,76,1,,1033,false,true", "--convert-to", "xlsx", "--outdir", str(HERE), str(source)], check=True, stdout=subprocess.DEVNULL)


def other_formats():
    """Files that are no .xlsx, from LibreOffice."""
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder) / "old.csv"
        source.write_text("id\n1\n", encoding="utf-8")
        for kind in ("xls", "ods"):
            subprocess.run(["soffice", "--headless", "--convert-to", kind, "--outdir", str(HERE), str(source)], check=True, stdout=subprocess.DEVNULL)


def number(value):
    """The number as Excel shows it: 15 significant digits, plain."""
    text = format(Decimal(f"{value:.14e}"), "f") if isinstance(value, float) else str(value)
    if isinstance(value, int) and abs(value) >= 10**15:
        text = format(Decimal(f"{value:.14e}"), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def shown(value):
    """A cell as the package tells it."""
    if isinstance(value, bool):
        return "bool", "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return "number", number(value)
    if isinstance(value, dt.datetime):
        value = value + dt.timedelta(microseconds=500)
        text = f"{value:%Y-%m-%d %H:%M:%S}" + (f".{value.microsecond // 1000:03}" if value.microsecond // 1000 else "")
        return "date", text.removesuffix(" 00:00:00")
    if isinstance(value, dt.date):
        return "date", f"{value:%Y-%m-%d}"
    if isinstance(value, dt.time):
        return "date", f"{value:%H:%M:%S}"
    if isinstance(value, dt.timedelta):
        seconds = math.floor(value.total_seconds() + 0.0005)
        return "date", f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if str(value).startswith("#"):
        return "error", str(value)
    return "text", str(value)


def listing(path, sheets):
    with open(path, "w", encoding="utf-8", newline="\n") as out:
        for name, rows in sheets:
            for row, cells in rows:
                for column, value in cells:
                    if value is None or value == "":
                        continue
                    kind, text = shown(value)
                    text = text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")
                    print(name, openpyxl.utils.get_column_letter(column) + str(row), kind, text, sep="\t", file=out)


def oracles(path):
    book = openpyxl.load_workbook(path, data_only=True)
    listing(path.with_suffix(".openpyxl.tsv"), [(s.title, [(cells[0].row, [(c.column, c.value) for c in cells]) for cells in s.iter_rows()]) for s in book.worksheets])
    book = python_calamine.CalamineWorkbook.from_path(path)
    sheets = []
    for info in book.sheets_metadata:
        if info.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        rows = book.get_sheet_by_name(info.name).to_python(skip_empty_area=False)
        sheets.append((info.name, [(i + 1, [(j + 1, v) for j, v in enumerate(row)]) for i, row in enumerate(rows)]))
    listing(path.with_suffix(".calamine.tsv"), sheets)


if __name__ == "__main__":
    orders()
    epoch_1904()
    libreoffice()
    other_formats()
    for path in sorted(HERE.glob("*.xlsx")):
        oracles(path)

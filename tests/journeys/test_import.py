"""An old register is brought, mended, put on file and taken back, in a browser."""

import re

from playwright.sync_api import expect

from tests.interop.registers import as_csv, line
from tests.journeys.answering import answer
from tests.journeys.looking import look

REGISTER = as_csv(
    line(7001),
    {"Outcome": "Live birth", "Date": "about 2021", "GA": "39+0"},
    line(7002, Date="31/2/2019"),
    line(7003, Outcome="SA"),
    line(7004, **{"Wife phone": "12"}),
)


def test_a_register_is_mended_imported_and_undone(desk):
    page = desk("manager")
    page.goto("/imports/")
    page.set_input_files(
        "[name=table]", {"name": "old.csv", "mimeType": "text/csv", "buffer": REGISTER}
    )
    look(page, "import-1-bring")
    page.get_by_role("button", name="Read this file").click()
    expect(page.get_by_label("Wife DOB")).to_have_value("woman_born")
    look(page, "import-2-columns", everywhere=True)
    page.get_by_role("button", name="Read the lines").click()
    expect(page.get_by_role("heading", name="Cells to mend")).to_be_visible()
    look(page, "import-3-preview", everywhere=True)
    answer(page, **{"cell-4-ended": "28/2/2019", "out-6-woman_phone": True})
    page.get_by_label("SA", exact=True).select_option("miscarriage")
    page.get_by_role("button", name="Keep these answers").click()
    expect(page.get_by_text("Every line is read or left out")).to_be_visible()
    look(page, "import-4-ready")
    page.get_by_role("button", name="Put it on file").click()
    expect(page.get_by_text("3 couples and 4 pregnancies were put on file")).to_be_visible()
    page.get_by_role("link", name="Undo this import").click()
    answer(page, reason="It was the list of another clinic")
    look(page, "import-5-undo", everywhere=True)
    page.get_by_role("button", name="Undo the import").click()
    expect(
        page.get_by_text(re.compile("What was put on file was struck out"))
    ).to_be_visible()

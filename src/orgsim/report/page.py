"""The page: the views poured into the templates."""

from importlib.resources import files

import jinja2

from orgsim.analysis.comparison import Comparison
from orgsim.report.analyses import Analyses
from orgsim.report.font import page_fonts
from orgsim.report.pictures import data_uri, png_file, svg_file
from orgsim.report.views.page import page_view
from orgsim.report.words import Words

__all__ = ["page"]


def page(comparison: Comparison, analyses: Analyses, words: Words) -> str:
    """Return the HTML page of a comparison and the analyses of its run."""
    templates = jinja2.Environment(
        loader=jinja2.PackageLoader("orgsim.report", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals["say"] = words.say
    templates.filters["svg_uri"] = lambda drawing: data_uri("image/svg+xml", svg_file(drawing).encode())
    templates.filters["png_uri"] = lambda drawing: data_uri("image/png", png_file(drawing))
    templates.filters["csv_uri"] = lambda text: data_uri("text/csv;charset=utf-8", text.encode("utf-8-sig"))
    style = page_fonts() + (files("orgsim.report") / "templates" / "report.css").read_text("utf-8")
    return templates.get_template("report.html").render(page=page_view(comparison, analyses, words), style=style)

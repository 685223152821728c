"""Charts drawn as pictures, for workspaces whose Slack draws none."""

from io import BytesIO

from views.blocks import Block

WIDTH, HEIGHT = 7.2, 3.2
"""Inches, of so many dots."""

DOTS = 150
COLOURS = ("#0f6b67", "#d9822b", "#3b6fb5", "#b5476a", "#7a8c24", "#7556a8")
QUIET = "#58616b"
TOGETHER = 0.76
"""How much of the room of a category its bars take."""


def png(chart: Block) -> bytes:
    """The bars of a chart as Slack would be given them. It takes a moment, the first time seconds."""
    # half a second and 60 MiB that nobody pays whose workspace draws charts itself
    from matplotlib.figure import Figure  # noqa: PLC0415
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415

    series, axes_said = chart["chart"]["series"], chart["chart"]["axis_config"]
    categories = axes_said["categories"]
    figure = Figure(figsize=(WIDTH, HEIGHT), layout="constrained")
    axes = figure.subplots()
    width = TOGETHER / len(series)
    for index, each in enumerate(series):
        shift = (index - (len(series) - 1) / 2) * width
        axes.bar(
            [place + shift for place in range(len(categories))],
            [point["value"] for point in each["data"]],
            width * 0.94,
            label=each["name"],
            color=COLOURS[index % len(COLOURS)],
            zorder=2,
        )
    axes.set_title(chart["title"], loc="left", fontsize=12, fontweight="bold", pad=12)
    axes.set_xticks(range(len(categories)), categories)
    axes.set_ylabel(axes_said.get("y_label") or "", color=QUIET)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True, min_n_ticks=1))
    axes.tick_params(colors=QUIET, length=0)
    axes.grid(axis="y", color="#d8dde1", linewidth=0.8, zorder=0)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color("#d8dde1")
    figure.legend(loc="outside lower left", ncols=len(series), frameon=False, labelcolor=QUIET)
    written = BytesIO()
    figure.savefig(written, format="png", dpi=DOTS)
    return written.getvalue()

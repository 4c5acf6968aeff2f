using Microsoft.AspNetCore.Components;

namespace Matching.Api.Pages;

/// <summary>A column of a table.</summary>
/// <param name="Sort">The value of <c>sort</c> that orders by it; null for a column that can't be sorted.</param>
public sealed record Column(string Head, bool IsNumber = false, string? Sort = null)
{
    /// <summary>Its texts are codes, which are not broken over two lines.</summary>
    public bool IsCode { get; init; }
}

/// <summary>A cell: a text, or with a link, a state's tag, or any content.</summary>
public sealed record Cell(string Text)
{
    public string? Link { get; init; }

    /// <summary>The link's accessible name, where its text alone does not say where it leads.</summary>
    public string? Label { get; init; }

    /// <summary>The link looks like a button; on a phone it is as wide as its card.</summary>
    public bool IsButton { get; init; }

    /// <summary>A second line, smaller.</summary>
    public string Note { get; init; } = "";

    /// <summary>Shown as a tag instead of the text.</summary>
    public Enum? State { get; init; }

    /// <summary>A tag before the text, such as 紧急.</summary>
    public Enum? Mark { get; init; }

    /// <summary>Shown instead of the text.</summary>
    public RenderFragment? Content { get; init; }

    public static implicit operator Cell(string text) => new(text);

    public static Cell To(string path, string text) => new(text) { Link = path };

    public static Cell Of(Enum state) => new("") { State = state };

    /// <param name="label">With number and title, since many rows have the same button.</param>
    public static Cell Button(string path, string text, string label) => new(text) { Link = path, Label = label, IsButton = true };
}

public sealed record TableRow(params Cell[] Cells);

/// <summary>A filter in force, in words.</summary>
public sealed record ActiveFilter(string Name, string Label, string Text);

public sealed record TabItem(string Text, int? Count, string Path, bool IsCurrent);

/// <summary>A big number.</summary>
public sealed record NumberTile(string Title, string Number)
{
    public string? Link { get; init; }

    /// <summary>What it counts, in a few words.</summary>
    public string Definition { get; init; } = "";

    /// <summary>Change to the last period, such as "比上期 +3".</summary>
    public string Change { get; init; } = "";

    public Tone Tone { get; init; }
}

/// <summary>A name with its value in a list of facts.</summary>
public sealed record Definition(string Name, string Text)
{
    public string? Link { get; init; }

    public Enum? State { get; init; }

    public RenderFragment? Content { get; init; }
}

public enum StepState { Done, Current, Waiting }

/// <summary>A step of a timeline; without an instant it has not begun.</summary>
public sealed record TimelineStep(string Title, DateTimeOffset? At, StepState State)
{
    public string Who { get; init; } = "";

    public string Note { get; init; } = "";

    /// <summary>By when it is to happen.</summary>
    public DateTimeOffset? Due { get; init; }
}

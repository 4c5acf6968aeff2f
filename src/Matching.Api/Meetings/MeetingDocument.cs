using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;

namespace Matching.Api.Meetings;

/// <summary>Writes an agenda or minutes as a .docx document: A4, page numbers at the foot, the head of each table repeated on every page.</summary>
internal static class MeetingDocument
{
    public const string ContentType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    /// <summary>A4 in twentieths of a point, and its margins of 20 mm.</summary>
    private const uint PageWidth = 11906, PageHeight = 16838;
    private const int Margin = 1134;
    private const int TextWidth = (int)PageWidth - 2 * Margin;

    private const string HeadShade = "EEF2F9", Line = "6B7280", Font = "宋体";

    public static byte[] Of(MeetingPaper paper)
    {
        using var stream = new MemoryStream();
        using (var document = WordprocessingDocument.Create(stream, WordprocessingDocumentType.Document))
        {
            var main = document.AddMainDocumentPart();
            main.AddNewPart<StyleDefinitionsPart>().Styles = Styles();
            var footer = main.AddNewPart<FooterPart>();
            footer.Footer = new Footer(new Paragraph(new ParagraphProperties(new Justification { Val = JustificationValues.Center }), Field("PAGE"), TextRun(" / "), Field("NUMPAGES")));
            var body = new Body(TitleOf(paper.Title));
            body.Append(paper.Facts.Where(fact => fact.Text.Length > 0).Select(fact => new Paragraph(TextRun($"{fact.Name}：", bold: true), TextRun(fact.Text))));
            foreach (var table in paper.Tables)
                body.Append(Heading(table.Title), TableOf(table));
            if (paper.Text.Length > 0)
                body.Append([Heading(Words.Say("Meeting.Minutes")), .. paper.Text.Split('\n').Select(line => new Paragraph(TextRun(line)))]);
            body.Append(new SectionProperties(
                new FooterReference { Type = HeaderFooterValues.Default, Id = main.GetIdOfPart(footer) }, new PageSize { Width = PageWidth, Height = PageHeight },
                new PageMargin { Top = Margin, Bottom = Margin, Left = Margin, Right = Margin, Header = 567, Footer = 567 }));
            main.Document = new Document(body);
        }
        return stream.ToArray();
    }

    private static Table TableOf(PaperTable paper)
    {
        var table = new Table(
            new TableProperties(
                new TableWidth { Type = TableWidthUnitValues.Dxa, Width = Twips(100) },
                new TableBorders(Border<TopBorder>(), Border<LeftBorder>(), Border<BottomBorder>(), Border<RightBorder>(), Border<InsideHorizontalBorder>(), Border<InsideVerticalBorder>()),
                new TableLayout { Type = TableLayoutValues.Fixed }),
            new TableGrid(paper.Widths.Select(width => new GridColumn { Width = Twips(width) })));
        table.Append(Row(paper, [.. paper.Heads], isHead: true));
        table.Append(paper.Rows.Select(row => Row(paper, row, isHead: false)));
        return table;
    }

    private static TableRow Row(PaperTable paper, string[] cells, bool isHead)
    {
        var properties = new TableRowProperties(new CantSplit());
        if (isHead)
            properties.Append(new TableHeader());
        return new TableRow([properties, .. cells.Select((cell, i) => new TableCell(CellProperties(paper.Widths[i], isHead), CellText(cell, isHead)))]);
    }

    private static TableCellProperties CellProperties(int width, bool isHead)
    {
        var properties = new TableCellProperties(new TableCellWidth { Type = TableWidthUnitValues.Dxa, Width = Twips(width) });
        if (isHead)
            properties.Append(new Shading { Val = ShadingPatternValues.Clear, Color = "auto", Fill = HeadShade });
        return properties;
    }

    private static Paragraph CellText(string text, bool bold)
    {
        var run = new Run(Properties(bold, 20));
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (i > 0)
                run.Append(new Break());
            run.Append(new Text(Printable(lines[i])) { Space = SpaceProcessingModeValues.Preserve });
        }
        return new Paragraph(new ParagraphProperties(new SpacingBetweenLines { Before = "30", After = "30" }), run);
    }

    private static Paragraph TitleOf(string title) => new(new ParagraphProperties(new ParagraphStyleId { Val = "Title" }), TextRun(title));

    private static Paragraph Heading(string text) => new(new ParagraphProperties(new ParagraphStyleId { Val = "Heading1" }, new KeepNext()), TextRun(text));

    private static Run TextRun(string text, bool bold = false) => new(Properties(bold, null), new Text(Printable(text)) { Space = SpaceProcessingModeValues.Preserve });

    private static SimpleField Field(string name) => new(new Run(new Text("1"))) { Instruction = name };

    private static RunProperties Properties(bool bold, int? halfPoints)
    {
        var properties = new RunProperties();
        if (bold)
            properties.Append(new Bold());
        if (halfPoints is { } size)
            properties.Append(new FontSize { Val = size.ToString(System.Globalization.CultureInfo.InvariantCulture) });
        return properties;
    }

    private static Styles Styles() => new(
        new DocDefaults(
            new RunPropertiesDefault(new RunPropertiesBaseStyle(new RunFonts { Ascii = Font, HighAnsi = Font, EastAsia = Font }, new FontSize { Val = "22" }, new Languages { Val = "zh-CN", EastAsia = "zh-CN" })),
            new ParagraphPropertiesDefault(new ParagraphPropertiesBaseStyle(new SpacingBetweenLines { After = "60", Line = "300", LineRule = LineSpacingRuleValues.Auto }))),
        new Style(new StyleName { Val = "Normal" }) { Type = StyleValues.Paragraph, StyleId = "Normal", Default = true },
        new Style(new StyleName { Val = "Title" }, new BasedOn { Val = "Normal" },
            new StyleParagraphProperties(new SpacingBetweenLines { After = "200" }, new Justification { Val = JustificationValues.Center }), new StyleRunProperties(new Bold(), new FontSize { Val = "32" }))
            { Type = StyleValues.Paragraph, StyleId = "Title" },
        new Style(new StyleName { Val = "heading 1" }, new BasedOn { Val = "Normal" },
            new StyleParagraphProperties(new SpacingBetweenLines { Before = "240", After = "80" }, new OutlineLevel { Val = 0 }), new StyleRunProperties(new Bold(), new FontSize { Val = "26" }))
            { Type = StyleValues.Paragraph, StyleId = "Heading1" });

    private static T Border<T>() where T : BorderType, new() => new() { Val = BorderValues.Single, Size = 4, Color = Line };

    private static string Twips(int percent) => (TextWidth * percent / 100).ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>XML has no words for most control characters.</summary>
    private static string Printable(string text) => text.Any(c => c < ' ' && c != '\t') ? string.Concat(text.Where(c => c is >= ' ' or '\t')) : text;
}

using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Core.Runs;
using AgentBot.Core.Values;

namespace AgentBot.Core.Actions;

/// <summary>A CSV file as a typed table. Every mistake is named with row, line and column; nothing is guessed.</summary>
internal sealed class TableRead : IBuiltInAction
{
    private const int MostMistakes = 3;
    private static readonly FieldType.Text Undeclared = new(ValueReader.LongestText);

    public ActionDefinition Definition { get; } = new(
        "table.read",
        "Reads a CSV file as a table with the columns that its input declares.",
        [
            new("file", new FieldType.File([], [], null), true, "A file input. Its columns and locale say how the cells are read."),
            new("currency", new FieldType.Text(), false, "For amounts that name no currency: three letters such as EUR, or the column that holds them."),
        ],
        Artifacts.ArtifactType.Table,
        types => types.GetValueOrDefault("file") is FieldType.File file ? new FieldType.Table(file.Columns, Open: true) : TableShape.Unknown);

    public async ValueTask<ActionOutcome> RunAsync(ActionCall call, CancellationToken ct)
    {
        if (call["file"] is not Value.File file)
        {
            return No("No file was given.", "Start the run again with the file.");
        }

        ReadOnlyMemory<byte>? bytes = await call.Resources.ReadFileAsync(file, ct);
        if (bytes is null)
        {
            return No($"{file.Name} is no longer kept.", "Start the run again with the file.");
        }

        FieldType.File? declaration = call.Resources.DeclarationOf(file);
        if (LocaleFormats.Find(declaration?.Locale) is not { } locale)
        {
            return No($"The locale {Sentences.Quote(declaration!.Locale!)} is not known.", $"The template can name {string.Join(", ", LocaleFormats.Names)}.");
        }

        Result<string> text = FileText.Decode(bytes.Value.Span, file.Name);
        if (text.IsRefused)
        {
            return No(text.Refusal!.ToString());
        }

        ImmutableArray<Column> declared = declaration?.Columns ?? [];
        Result<CsvSheet> sheet = CsvSheet.Read(text.Value, file.Name, declared);
        return sheet.Match(
            found => Missing(found, declared, file.Name) is { } missing ? No(missing) : Typed(call, found, file.Name, declared, locale, ct),
            refusal => No(refusal.ToString()));
    }

    private static string? Missing(CsvSheet sheet, ImmutableArray<Column> declared, string file)
    {
        string[] missing = [.. declared.Where(column => !sheet.Header.Any(name => ColumnName.Same(name, column.Name))).Select(column => column.Name)];
        return missing.Length == 0
            ? null
            : $"{file} has no column {string.Join(" and no column ", missing.Select(Sentences.Quote))}. "
                + $"{Sentences.ColumnsOf([.. sheet.Header.Select(name => new Column(name, Undeclared))])} Add the column, or correct its name in the first line.";
    }

    private static ActionOutcome Typed(
        ActionCall call, CsvSheet sheet, string file, ImmutableArray<Column> declared, LocaleFormat locale, CancellationToken ct)
    {
        ImmutableArray<Column> columns =
        [
            .. sheet.Header.Select(name => declared.FirstOrDefault(column => ColumnName.Same(column.Name, name)) ?? new Column(name, Undeclared)),
        ];
        Func<ImmutableArray<Value>.Builder, string>? currency = null;
        if (call["currency"] is not Value.Missing && ValueText.Canonical(call["currency"]).Trim() is { Length: > 0 } given)
        {
            int place = columns.ToList().FindIndex(column => ColumnName.Same(column.Name, given));
            if (place < 0 && !(given.Length == 3 && given.All(char.IsAsciiLetter)))
            {
                return No($"“currency” is {Sentences.Quote(given)}, which is neither a column of {file} nor three letters such as EUR.");
            }

            currency = place < 0 ? _ => given.ToUpperInvariant() : row => ValueText.Canonical(row[place]).Trim().ToUpperInvariant();
        }

        var rows = ImmutableArray.CreateBuilder<ImmutableArray<Value>>(sheet.Rows.Count);
        var mistakes = new CellMistakes(file);
        foreach (CsvLine line in sheet.Rows)
        {
            ct.ThrowIfCancellationRequested();
            var cells = ImmutableArray.CreateBuilder<Value>(columns.Length);
            for (int i = 0; i < columns.Length; i++)
            {
                bool isText = columns[i].Type is FieldType.Text;
                Result<Value> read = ValueReader.Read(isText ? CsvText.Unguard(line.Cells[i]) : line.Cells[i], columns[i].Type, locale);
                if (read.IsRefused)
                {
                    mistakes.Add(rows.Count + 1, line.Line, columns[i].Name, read.Refusal!);
                }

                cells.Add(read.IsRefused ? Value.Missing.Instance : read.Value);
            }

            for (int i = 0; i < cells.Count && currency is not null; i++)
            {
                if (cells[i] is Value.Money { Currency: "" } money)
                {
                    cells[i] = money with { Currency = currency(cells) };
                }
            }

            rows.Add(cells.MoveToImmutable());
        }

        return mistakes.Sentence is { } sentence ? No(sentence) : new ActionOutcome.Done(new Value.Table(new TableData(columns, rows.MoveToImmutable())));
    }

    private static ActionOutcome.Failed No(string sentence, string next = "") =>
        new(FailureKind.Permanent, next.Length == 0 ? sentence : $"{sentence} {next}");

    private sealed class CellMistakes(string file)
    {
        private readonly List<string> _shown = [];
        private string _next = "";
        private int _count;

        public string? Sentence => _count == 0 ? null : string.Join(' ', Parts().Where(part => part.Length > 0));

        public void Add(int row, int line, string column, Refusal refusal)
        {
            _count++;
            if (_shown.Count < MostMistakes)
            {
                _shown.Add($"Row {row.ToString(CultureInfo.InvariantCulture)} (line {line.ToString(CultureInfo.InvariantCulture)}), column {Sentences.Quote(column)}: {refusal.What}");
                _next = _shown.Count == 1 ? refusal.Next : _next;
            }
        }

        private IEnumerable<string> Parts() =>
        [
            $"{Sentences.Count(_count, "cell", "cells")} of {file} cannot be read.",
            .. _shown,
            _count > _shown.Count ? $"And {Sentences.Count(_count - _shown.Count, "more", "more")}." : "",
            _next,
        ];
    }
}

using System.Collections.Immutable;
using System.Text;
using AgentBot.Core.Actions;
using AgentBot.Core.Channels;
using AgentBot.Core.Values;

namespace AgentBot.Core.Tests.Actions;

/// <summary>Runs actions by name on arguments written in C#.</summary>
internal sealed class ActionBench : IActionResources
{
    private readonly Dictionary<Digest, (byte[] Bytes, FieldType.File Declaration)> _files = [];

    public List<MessageRow> Messages { get; } = [];

    public FieldType Expected { get; set; } = new FieldType.Any();

    public Dictionary<string, ImmutableArray<string>> ItemKeys { get; } = [];

    public static DateOnly Today { get; } = new(2026, 11, 19);

    public static ChannelKey Channel { get; } = ChannelKey.Of("console", new WorkspaceKey("local"), "finance");

    public Value.File Upload(string name, string text, string? locale = null, params Column[] columns) =>
        Upload(name, Encoding.UTF8.GetBytes(text), locale, columns);

    public Value.File Upload(string name, byte[] bytes, string? locale = null, params Column[] columns)
    {
        Digest digest = Digest.OfBytes(bytes);
        _files[digest] = (bytes, new FieldType.File([], [.. columns], locale));
        return new Value.File(name, "text/csv", bytes.Length, digest);
    }

    public ValueTask<ActionOutcome> RunAsync(string action, params (string Name, Value Value)[] arguments) =>
        ActionCatalog.Find(action)!.RunAsync(
            new ActionCall(arguments.ToDictionary(argument => argument.Name, argument => argument.Value), Channel, Today, this) { Expected = Expected, ItemKeys = ItemKeys },
            CancellationToken.None);

    public async Task<Value> DoneAsync(string action, params (string Name, Value Value)[] arguments)
    {
        ActionOutcome outcome = await RunAsync(action, arguments);
        return outcome is ActionOutcome.Done done ? done.Output : throw new Xunit.Sdk.XunitException(((ActionOutcome.Failed)outcome).Sentence);
    }

    public async Task<TableData> TableAsync(string action, params (string Name, Value Value)[] arguments) =>
        ((Value.Table)await DoneAsync(action, arguments)).Data;

    public async Task<string> RefusalAsync(string action, params (string Name, Value Value)[] arguments)
    {
        ActionOutcome outcome = await RunAsync(action, arguments);
        return outcome is ActionOutcome.Failed failed ? failed.Sentence : throw new Xunit.Sdk.XunitException("It did not fail.");
    }

    public static Value T(string text) => new Value.Text(text);

    public static Value Eur(decimal amount) => new Value.Money(amount, "EUR");

    public static Value N(decimal number) => new Value.Number(number);

    public static Value Table(string columns, params Value[][] rows) => new Value.Table(Data(columns, rows));

    /// <param name="columns">"name:text amount:money", parted by spaces.</param>
    public static TableData Data(string columns, params Value[][] rows) => new(
        [.. columns.Split(' ').Select(column => new Column(column.Split(':')[0], TypeOf(column.Split(':')[1])))],
        [.. rows.Select(row => row.ToImmutableArray())]);

    /// <summary>Rows as lines of canonical text, cells parted by a bar.</summary>
    public static string[] Lines(TableData table) => [.. table.Rows.Select(row => string.Join('|', row.Select(ValueText.Canonical)))];

    public ValueTask<ReadOnlyMemory<byte>?> ReadFileAsync(Value.File file, CancellationToken ct) =>
        ValueTask.FromResult(_files.TryGetValue(file.Content, out (byte[] Bytes, FieldType.File Declaration) found) ? found.Bytes : default(ReadOnlyMemory<byte>?));

    public ValueTask<IReadOnlyList<MessageRow>> MessagesAsync(DateTimeOffset since, int take, CancellationToken ct) =>
        ValueTask.FromResult<IReadOnlyList<MessageRow>>(Messages);

    public FieldType.File? DeclarationOf(Value.File file) => _files.TryGetValue(file.Content, out (byte[] Bytes, FieldType.File Declaration) found) ? found.Declaration : null;

    public string NameOf(PersonKey person) => person.Value == "ana" ? "Ana Petrov" : person.Value;

    private static FieldType TypeOf(string name) => name switch
    {
        "money" => new FieldType.Money(),
        "number" => new FieldType.Number(),
        "date" => new FieldType.Date(),
        "any" => new FieldType.Any(),
        _ => new FieldType.Text(),
    };
}

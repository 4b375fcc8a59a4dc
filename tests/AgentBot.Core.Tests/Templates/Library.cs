using AgentBot.Core.Actions;
using AgentBot.Core.Templates;
using AgentBot.Testing;

namespace AgentBot.Core.Tests.Templates;

/// <summary>A templates folder of a test: write files, load, look.</summary>
internal sealed class Library : IDisposable
{
    private readonly TempFolder _folder = new();

    public Library() => Catalog = new TemplateCatalog([_folder.Path], ActionCatalog.Definitions, new FakeClock());

    public TemplateCatalog Catalog { get; }

    public Library With(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(file))!);
        File.WriteAllText(_folder.File(file), text);
        return this;
    }

    public Library With(string file, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(file))!);
        File.WriteAllBytes(_folder.File(file), bytes);
        return this;
    }

    public Library Without(string file)
    {
        File.Delete(_folder.File(file));
        return this;
    }

    public CatalogSnapshot Load() => Catalog.ReloadAsync(CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>The mistakes of all files, one a line.</summary>
    public string Mistakes() => string.Join('\n', Load().Broken.SelectMany(file => file.Diagnostics).Select(diagnostic => diagnostic.ToString()));

    public Template Good(string name)
    {
        CatalogSnapshot snapshot = Load();
        Assert.True(snapshot.Find(name) is not null, string.Join('\n', snapshot.Broken.SelectMany(file => file.Diagnostics)));
        return snapshot.Find(name)!;
    }

    public void Dispose()
    {
        Catalog.Dispose();
        _folder.Dispose();
    }

    public static string Sample(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Templates", "Samples", name));
}

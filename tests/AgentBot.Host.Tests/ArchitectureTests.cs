using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using AgentBot.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentBot.Host.Tests;

/// <summary>The rules of the house that a compiler cannot see.</summary>
public sealed partial class ArchitectureTests
{
    /// <summary>Models there are what agents think with, not a pattern.</summary>
    private static readonly string[] LanguageModels = ["src/AgentBot.Agents/Models/", "tests/AgentBot.Agents.Tests/Models/"];

    private static readonly string[] Rooms = ["AgentBot.Core", "AgentBot.Relay", "AgentBot.Agents", "AgentBot.Chat", "AgentBot.Storage", "AgentBot.Host"];

    [Theory]
    [InlineData("AgentBot.Core")]
    [InlineData("AgentBot.Agents", "AgentBot.Core", "AgentBot.Relay")]
    [InlineData("AgentBot.Relay")]
    [InlineData("AgentBot.Chat", "AgentBot.Core")]
    [InlineData("AgentBot.Storage", "AgentBot.Core")]
    [InlineData("AgentBot.Host", "AgentBot.Core", "AgentBot.Agents", "AgentBot.Chat", "AgentBot.Storage")]
    public void A_room_references_only_the_rooms_it_may_see(string room, params string[] allowed)
    {
        string[] references = [.. Load(room).GetReferencedAssemblies().Select(name => name.Name!).Where(Rooms.Contains)];
        Assert.Empty(references.Except(allowed));

        string project = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "src", room, room + ".csproj"));
        string[] declared = [.. ProjectReference().Matches(project).Select(match => match.Groups[1].Value)];
        Assert.Empty(declared.Except(allowed));
    }

    [Fact]
    public void A_program_that_another_project_carries_with_it_is_built_once_for_every_machine()
    {
        // Else publishing for one machine finds it twice and stops.
        Dictionary<string, string> projects = Repository.Files("src", "*.csproj").ToDictionary(file => Path.GetFileNameWithoutExtension(file), File.ReadAllText);
        IEnumerable<string> carried = projects.Values.SelectMany(project => ProjectReference().Matches(project).Select(match => match.Groups[1].Value)).Distinct();
        string[] programs = [.. carried.Where(name => projects[name].Contains("<OutputType>Exe</OutputType>", StringComparison.Ordinal))];
        Assert.NotEmpty(programs);
        Assert.All(programs, name => Assert.Contains("<IsRidAgnostic>true</IsRidAgnostic>", projects[name]));
    }

    [Fact]
    public void Core_names_no_web_no_database_no_clock_and_no_platform()
    {
        string[] banned = ["Microsoft.AspNetCore", "Microsoft.Extensions", "Microsoft.Data", "SQLitePCL", "Dapper", "Npgsql", "Quartz", "System.Data", "System.Net.Http", "OpenAI", "Anthropic"];
        string[] references = [.. Load("AgentBot.Core").GetReferencedAssemblies().Select(name => name.Name!)];
        Assert.DoesNotContain(references, name => banned.Any(start => name.StartsWith(start, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("src/AgentBot.Chat/Slack", "AgentBot.Chat.Teams")]
    [InlineData("src/AgentBot.Chat/Teams", "AgentBot.Chat.Slack")]
    public void Two_platforms_never_name_each_other(string folder, string banned)
    {
        if (System.IO.Directory.Exists(Path.Combine(RepositoryRoot.Path, folder)))
        {
            Assert.Empty(Repository.Files(folder, "*.cs").Where(file => File.ReadAllText(file).Contains(banned, StringComparison.Ordinal)).Select(Repository.Relative));
        }
    }

    [Fact]
    public void No_file_is_longer_than_400_lines()
    {
        string[] long_ = [.. Sources("*.cs", "*.razor", "*.js", "*.mjs").Where(file => File.ReadLines(file).Count() > 400).Select(Repository.Relative)];
        Assert.Empty(long_);
    }

    [Fact]
    public void Classes_are_sealed_or_static_unless_a_family_is_closed_inside_them()
    {
        string[] open = [.. AllTypes()
            .Where(type => type.IsClass && !type.IsSealed && !IsGenerated(type) && !IsClosedFamily(type) && !IsComponent(type) && type.Name != nameof(Program))
            .Select(type => type.FullName!)];
        Assert.Empty(open);
    }

    [Fact]
    public void No_folder_is_named_after_a_pattern()
    {
        string[] banned = ["Services", "Helpers", "Utils", "Common", "Managers", "Models", "Shared", "Misc"];
        string[] found = [.. Sources("*.cs", "*.razor")
            .Select(Repository.Relative)
            .Where(file => !LanguageModels.Any(folder => file.StartsWith(folder, StringComparison.Ordinal)) && file.Split('/')[..^1].Any(part => banned.Contains(part, StringComparer.OrdinalIgnoreCase)))];
        Assert.Empty(found);
    }

    [Fact]
    public void Every_settings_type_is_validated_when_the_host_starts()
    {
        using var folder = new TempFolder();
        using WebApplication app = TestHost.Build(folder);
        Type[] settings = [.. Rooms.SelectMany(room => Load(room).GetTypes())
            .Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal) && type is { IsClass: true, IsAbstract: false } && !IsGenerated(type))];
        Assert.NotEmpty(settings);
        // A type that another one holds is validated with its holder.
        settings = [.. settings.Where(type => !settings.Any(holder => holder != type && Held(holder).Contains(type)))];

        HashSet<Type> validated = ValidatedOnStart(app.Services);
        Assert.Empty(settings.Where(type => !validated.Contains(type)).Select(type => type.FullName));
        Assert.Empty(settings.Where(type => !app.Services.GetServices(typeof(IValidateOptions<>).MakeGenericType(type)).Any()).Select(type => type.FullName));
    }

    [Fact]
    public void No_two_log_events_have_the_same_number()
    {
        var events = AllTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(method => (Method: $"{method.DeclaringType!.FullName}.{method.Name}", method.GetCustomAttribute<LoggerMessageAttribute>()?.EventId))
            .Where(entry => entry.EventId is not null)
            .ToList();
        Assert.NotEmpty(events);
        Assert.Empty(events.GroupBy(entry => entry.EventId).Where(group => group.Count() > 1).Select(group => string.Join(", ", group.Select(entry => entry.Method))));
    }

    [Fact]
    public void Nothing_is_left_for_later()
    {
        string[] words = ["TO" + "DO", "FIX" + "ME", "HA" + "CK", "NotImplemented" + "Exception", "#" + "region", "(Sk" + "ip = \""];
        string[] found = [.. Sources("*.cs", "*.razor", "*.js", "*.mjs", "*.css")
            .SelectMany(file => File.ReadLines(file).Select((line, index) => (file, line, index)))
            .Where(entry => words.Any(word => entry.line.Contains(word, StringComparison.Ordinal)))
            .Select(entry => $"{Repository.Relative(entry.file)}:{entry.index + 1}")];
        Assert.Empty(found);
    }

    /// <summary>Fault row G16: bytes from outside become values of types that the program names, never of types that the bytes name.</summary>
    [Fact]
    public void Nothing_that_is_read_can_name_a_type_to_be_made()
    {
        string[] words = ["Binary" + "Formatter", "Type.Get" + "Type(", "Activator." + "CreateInstance(", "Assembly." + "Load", "Deserializer" + "Builder", "Xml" + "Serializer", "DataContract" + "Serializer", "TypeName" + "Handling", "LosFormatter", "JavaScript" + "Serializer", "CSharp" + "Script"];
        string[] found = [.. Repository.Files("src", "*.cs").Concat(Repository.Files("src", "*.razor"))
            .SelectMany(file => File.ReadLines(file).Select((line, index) => (file, line, index)))
            .Where(entry => words.Any(word => entry.line.Contains(word, StringComparison.Ordinal)))
            .Select(entry => $"{Repository.Relative(entry.file)}:{entry.index + 1}")];
        Assert.Empty(found);
    }

    [Fact]
    public void A_warning_is_switched_off_only_with_a_reason_beside_it()
    {
        string[] found = [.. Sources("*.cs")
            .SelectMany(file => File.ReadLines(file).Select((line, index) => (file, line, index)))
            .Where(entry => entry.line.TrimStart().StartsWith("#pragma warning disable", StringComparison.Ordinal) && !entry.line.Contains("//", StringComparison.Ordinal))
            .Select(entry => $"{Repository.Relative(entry.file)}:{entry.index + 1}")];
        Assert.Empty(found);
    }

    private static IEnumerable<string> Sources(params string[] patterns) =>
        patterns.SelectMany(pattern => Repository.Files("src", pattern).Concat(Repository.Files("tests", pattern)));

    private static Assembly Load(string name) => Assembly.Load(name);

    private static IEnumerable<Type> AllTypes() => Rooms.SelectMany(room => Load(room).GetTypes());

    private static bool IsGenerated(Type type) =>
        type.GetCustomAttribute<CompilerGeneratedAttribute>() is not null
        || type.Name == "_Imports"
        || type.Name.Contains('<', StringComparison.Ordinal)
        || type.GetCustomAttribute<System.CodeDom.Compiler.GeneratedCodeAttribute>() is not null
        || (type.DeclaringType is { } outer && IsGenerated(outer))
        || (type.Namespace?.StartsWith("System.", StringComparison.Ordinal) ?? false)
        || (type.Namespace?.StartsWith("Microsoft.", StringComparison.Ordinal) ?? false);

    /// <summary>An abstract class with private constructors only, or one whose heirs all live in its own assembly.</summary>
    private static bool IsClosedFamily(Type type) =>
        type.IsAbstract && type.Assembly.GetTypes().Any(heir => heir != type && Ancestors(heir).Contains(type));

    private static IEnumerable<Type> Ancestors(Type type)
    {
        for (Type? parent = type.BaseType; parent is not null; parent = parent.BaseType)
        {
            yield return parent.IsGenericType ? parent.GetGenericTypeDefinition() : parent;
        }
    }

    private static bool IsComponent(Type type) => typeof(Microsoft.AspNetCore.Components.IComponent).IsAssignableFrom(type) || type.Name == "_Imports";

    private static IEnumerable<Type> Held(Type holder) =>
        holder.GetProperties().SelectMany(property => property.PropertyType.IsGenericType ? property.PropertyType.GetGenericArguments() : [property.PropertyType]);

    private static HashSet<Type> ValidatedOnStart(IServiceProvider services)
    {
        Type holder = typeof(OptionsBuilder<>).Assembly.GetType("Microsoft.Extensions.Options.StartupValidatorOptions", throwOnError: true)!;
        object options = services.GetRequiredService(typeof(IOptions<>).MakeGenericType(holder));
        object value = options.GetType().GetProperty("Value")!.GetValue(options)!;
        var validators = (IDictionary)holder.GetProperty("_validators", BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)!.GetValue(value)!;
        return [.. validators.Keys.Cast<ITuple>().Select(key => (Type)key[0]!)];
    }

    [GeneratedRegex("ProjectReference Include=\"[^\"]*/([A-Za-z.]+)\\.csproj\"", RegexOptions.NonBacktracking)]
    private static partial Regex ProjectReference();
}

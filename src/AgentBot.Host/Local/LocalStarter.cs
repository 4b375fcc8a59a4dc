using System.Collections.Immutable;
using AgentBot.Core;
using AgentBot.Core.Commands;
using AgentBot.Core.People;
using AgentBot.Core.Templates;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;
using AgentBot.Host.WebConsole;

namespace AgentBot.Host.Local;

/// <summary>Turns what was typed after <c>run</c> on a command line into the form that every other door submits.</summary>
public sealed class LocalStarter(IConversation conversation, ITemplateCatalog catalog, IDirectory directory, FileIntake intake, IdSource ids)
{
    private const string FilePrefix = "file.";
    private const string InputPrefix = "input.";

    public async ValueTask<LocalAnswer> StartAsync(IFormCollection form, CancellationToken ct)
    {
        DirectorySnapshot people = directory.Latest;
        string name = form["template"].ToString();
        if (catalog.Current.Find(name) is not { } template)
        {
            string known = string.Join(", ", catalog.Current.Templates.Keys);
            return Refused($"No run was started: there is no template {ArtifactText.Plain(name)}. {(known.Length == 0 ? "There is none at all." : $"There are {known}.")}");
        }

        if (ChannelFor(form["channel"].ToString(), template, people) is not { } channel)
        {
            return Refused($"No run was started: there is no such channel. There are {string.Join(", ", people.Channels.Select(known => "#" + known.Name))}.");
        }

        Result<ImmutableArray<Value.File>> taken = await intake.TakeAsync(channel.Key, form.Files, ct);
        if (taken.IsRefused)
        {
            return Refused(taken.Refusal!.ToString());
        }

        (ImmutableSortedDictionary<string, Value.File>? files, string problem) = Assign(form.Files, taken.Value, template.Workflow);
        if (files is null)
        {
            return Refused(problem);
        }

        ImmutableSortedDictionary<string, string> values = form
            .Where(field => field.Key.StartsWith(InputPrefix, StringComparison.Ordinal))
            .ToImmutableSortedDictionary(field => field.Key[InputPrefix.Length..], field => field.Value.ToString());
        var caller = new Caller(new PersonKey(form["as"].ToString()), channel.Key, "", $"local|{channel.Key.Workspace}|run|{ids.Next()}");
        return ReplyWords.Of(await conversation.SubmitAsync(new FormSubmission(caller, template.Name, DryRun: false, values, files, []), ct));
    }

    /// <summary>Empty: the channel named like the template's team, else the first.</summary>
    private static ChannelInfo? ChannelFor(string given, Template template, DirectorySnapshot people)
    {
        string name = given.TrimStart('#');
        return name.Length > 0
            ? people.Channels.FirstOrDefault(channel => channel.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            : people.Channels.FirstOrDefault(channel => channel.Name == template.Team) ?? people.Channels.FirstOrDefault();
    }

    /// <summary>Files without a name go to the file inputs in their order.</summary>
    private static (ImmutableSortedDictionary<string, Value.File>? Files, string Problem) Assign(IFormFileCollection given, ImmutableArray<Value.File> taken, WorkflowSpec workflow)
    {
        var files = ImmutableSortedDictionary.CreateBuilder<string, Value.File>(StringComparer.Ordinal);
        for (int i = 0; i < taken.Length; i++)
        {
            if (given[i].Name.StartsWith(FilePrefix, StringComparison.Ordinal))
            {
                files[given[i].Name[FilePrefix.Length..]] = taken[i];
            }
        }

        Queue<string> free = new(workflow.Inputs.Where(input => input.Type is FieldType.File && !files.ContainsKey(input.Name)).Select(input => input.Name));
        for (int i = 0; i < taken.Length; i++)
        {
            if (given[i].Name.StartsWith(FilePrefix, StringComparison.Ordinal))
            {
                continue;
            }

            if (!free.TryDequeue(out string? input))
            {
                return (null, $"No run was started: {workflow.Name} has no input for the file {taken[i].Name}.");
            }

            files[input] = taken[i];
        }

        return (files.ToImmutable(), "");
    }

    private static LocalAnswer Refused(string text) => new(true, text, 0, []);
}

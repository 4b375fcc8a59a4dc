using System.Text.Json;
using AgentBot.Agents.Models.Wire;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;
using ChatResponseFormat = OpenAI.Chat.ChatResponseFormat;
using Wired = OpenAI.Chat.ChatMessage;

namespace AgentBot.Agents.Models.OpenAi;

/// <summary>What is asked, in the words of Chat Completions.</summary>
internal static class OpenAiQuestion
{
    public static IEnumerable<Wired> Messages(IEnumerable<ChatMessage> messages) => messages.SelectMany(Message);

    public static ChatCompletionOptions Options(ChatOptions? options, bool writesOldLimitName)
    {
        var written = new ChatCompletionOptions();
        if (options is null)
        {
            return written;
        }

        WriteLimit(written, options, writesOldLimitName);
        written.ResponseFormat = options.ResponseFormat switch
        {
            ChatResponseFormatJson { Schema: { } schema } json => ChatResponseFormat.CreateJsonSchemaFormat(
                json.SchemaName ?? "answer",
                BinaryData.FromString(schema.GetRawText()),
                json.SchemaDescription,
                jsonSchemaIsStrict: true),
            ChatResponseFormatJson => ChatResponseFormat.CreateJsonObjectFormat(),
            _ => null,
        };
        foreach (AIFunctionDeclaration tool in options.Tools?.OfType<AIFunctionDeclaration>() ?? [])
        {
            written.Tools.Add(ChatTool.CreateFunctionTool(tool.Name, tool.Description, BinaryData.FromString(tool.JsonSchema.GetRawText())));
        }

        if (written.Tools.Count > 0)
        {
            written.AllowParallelToolCalls = options.AllowMultipleToolCalls;
            written.ToolChoice = options.ToolMode switch
            {
                RequiredChatToolMode { RequiredFunctionName: { } name } => ChatToolChoice.CreateFunctionChoice(name),
                RequiredChatToolMode => ChatToolChoice.CreateRequiredChoice(),
                NoneChatToolMode => ChatToolChoice.CreateNoneChoice(),
                _ => ChatToolChoice.CreateAutoChoice(),
            };
        }

        foreach (string stop in options.StopSequences ?? [])
        {
            written.StopSequences.Add(stop);
        }

        written.Temperature = options.Temperature;
        written.TopP = options.TopP;
        return written;
    }

    private static void WriteLimit(ChatCompletionOptions written, ChatOptions options, bool writesOldLimitName)
    {
        if (options.MaxOutputTokens is not { } limit)
        {
            return;
        }

        bool isOther = options.AdditionalProperties?.ContainsKey(Concession.OtherLimitName) == true;
        if (writesOldLimitName != isOther)
        {
#pragma warning disable SCME0001 // The client has no other way to write the older name.
            written.Patch.Set("$.max_tokens"u8, limit);
#pragma warning restore SCME0001
        }
        else
        {
            written.MaxOutputTokenCount = limit;
        }
    }

    private static IEnumerable<Wired> Message(ChatMessage message)
    {
        if (message.Role == ChatRole.System)
        {
            return [new SystemChatMessage(Text(message))];
        }

        if (message.Role == ChatRole.Tool)
        {
            return message.Contents.OfType<FunctionResultContent>().Select(result => new ToolChatMessage(result.CallId, ResultText(result)));
        }

        if (message.Role != ChatRole.Assistant)
        {
            return [new UserChatMessage(Text(message))];
        }

        string text = Text(message);
        List<ChatToolCall> calls =
        [
            .. message.Contents.OfType<FunctionCallContent>()
                .Select(call => ChatToolCall.CreateFunctionToolCall(call.CallId, call.Name, BinaryData.FromString(CallArguments.Text(call)))),
        ];
        if (calls.Count == 0)
        {
            return [new AssistantChatMessage(text)];
        }

        var answer = new AssistantChatMessage(calls);
        if (text.Length > 0)
        {
            answer.Content.Add(ChatMessageContentPart.CreateTextPart(text));
        }

        return [answer];
    }

    private static string Text(ChatMessage message) => string.Join("\n\n", message.Contents.OfType<TextContent>().Select(part => part.Text));

    private static string ResultText(FunctionResultContent result) => result.Result switch
    {
        null => "",
        string text => text,
        JsonElement json => json.GetRawText(),
        AIContent content => content.ToString() ?? "",
        _ => JsonSerializer.Serialize(result.Result, AIJsonUtilities.DefaultOptions.GetTypeInfo(result.Result.GetType())),
    };
}

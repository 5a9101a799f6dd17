import Base
import Domain
import HTTPTypes
import Operations

extension Routes {
    static let channelsAPI: [APIRoute] = [
        APIRoute(.get, "/channels", ListChannels.self),
        APIRoute(.post, "/channels", CreateChannel.self, status: .created),
        APIRoute(.patch, "/channels/{channel}", EditChannel.self),
        APIRoute(.delete, "/channels/{channel}", RemoveChannel.self),
        APIRoute(.post, "/channels/{channel}/trials", TryChannel.self),
        APIRoute(.get, "/incoming", ListIncoming.self),
        APIRoute(.post, "/incoming", ReceiveIncoming.self, status: .created),
        APIRoute(.get, "/incoming/counts", CountIncoming.self),
        APIRoute(.post, "/incoming/{incoming}/retry", RetryIncoming.self),
        APIRoute(.post, "/incoming/{incoming}/dismissal", DismissIncoming.self),
        APIRoute(.get, "/case-files/{attachment}", ShowCaseFile.self),
    ]

    static let channelsPages: [PageRoute] = [
        PageRoute(
            .get, "/settings/channels", .right(.workspaceWrite), handler: ChannelsPage.list),
        PageRoute(
            .get, "/settings/channels/new", .right(.workspaceWrite), handler: ChannelsPage.new),
        PageRoute(
            .post, "/settings/channels", .right(.workspaceWrite), handler: ChannelsPage.create),
        PageRoute(
            .get, "/settings/channels/{channel}", .right(.workspaceWrite),
            handler: ChannelsPage.show),
        PageRoute(
            .get, "/settings/channels/consent", .right(.workspaceWrite),
            handler: ChannelsPage.takeConsent),
        PageRoute(
            .post, "/settings/channels/{channel}", .right(.workspaceWrite),
            handler: ChannelsPage.save),
        PageRoute(
            .post, "/settings/channels/{channel}/trial", .right(.workspaceWrite),
            handler: ChannelsPage.tryOut),
        PageRoute(
            .post, "/settings/channels/{channel}/removal", .right(.workspaceWrite),
            handler: ChannelsPage.remove),
        PageRoute(.get, "/in/{channel}", .anyone, handler: CallPage.answer),
        PageRoute(
            .post, "/in/{channel}", .anyone, bodyLimit: 1 << 20, handler: CallPage.answer),
        PageRoute(.get, "/incoming", .right(.casesRead), handler: IncomingPage.show),
        PageRoute(
            .get, "/incoming/{incoming}/mail", .right(.casesWork), handler: IncomingPage.raw),
        PageRoute(
            .post, "/incoming/{incoming}/retry", .right(.casesWork), handler: IncomingPage.retry),
        PageRoute(
            .post, "/incoming/{incoming}/dismissal", .right(.casesWork),
            handler: IncomingPage.dismiss),
        PageRoute(.get, "/case-files/{attachment}", .right(.casesRead)) { visit in
            let content = try await visit.desk.perform(
                ShowCaseFile.self,
                ["attachment": JSON.string(visit.parameter("attachment"))].object)
            return .file(
                content.bytes, type: content.resource.attachment.type,
                name: content.resource.attachment.name)
        },
    ]
}

// The emoji short names the sandbox knows. Any other stays as it was typed.

const TABLE = `
+1 👍 -1 👎 100 💯 alarm_clock ⏰ ambulance 🚑 anchor ⚓ arrow_down ⬇️ arrow_forward ▶️ arrow_left ⬅️ arrow_right ➡️
arrow_up ⬆️ arrows_counterclockwise 🔄 ballot_box_with_check ☑️ bangbang ‼️ bar_chart 📊 bell 🔔 beetle 🐞
black_circle ⚫ black_square_button 🔲 blue_circle 🔵 blush 😊 bomb 💣 book 📖 bookmark 🔖 boom 💥 bow 🙇 brain 🧠
broken_heart 💔 brown_circle 🟤 bug 🐛 building_construction 🏗️ bulb 💡 bust_in_silhouette 👤 busts_in_silhouette 👥
calendar 📆 calling 📲 card_index 📇 chart_with_downwards_trend 📉 chart_with_upwards_trend 📈 checkered_flag 🏁
clap 👏 clipboard 📋 clock1 🕐 clock3 🕒 clock9 🕘 closed_lock_with_key 🔐 cloud ☁️ coffee ☕ computer 💻 confused 😕
construction 🚧 credit_card 💳 cry 😢 crystal_ball 🔮 date 📅 desktop_computer 🖥️ disappointed 😞 dizzy_face 😵 angry 😠 astonished 😲 expressionless 😑 fearful 😨
flushed 😳 heart_eyes 😍 laughing 😆 relieved 😌 relaxed ☺️ smirk 😏 sweat 😓 sweat_smile 😅 stuck_out_tongue 😛 tired_face 😫 rage 😡 salute 🫡 saluting_face 🫡 door 🚪 dart 🎯 e-mail 📧 ear 👂
earth_africa 🌍 electric_plug 🔌 email 📧 envelope ✉️ exclamation ❗ eyes 👀 face_with_rolling_eyes 🙄
face_with_thermometer 🤒 facepalm 🤦 file_folder 📁 fire 🔥 fire_engine 🚒 first_place_medal 🥇 floppy_disk 💾 fog 🌫️
gear ⚙️ ghost 👻 gift 🎁 globe_with_meridians 🌐 green_circle 🟢 green_heart 💚 grey_exclamation ❕ grey_question ❔
grin 😁 grinning 😀 hammer 🔨 hammer_and_wrench 🛠️ handshake 🤝 heart ❤️ heavy_check_mark ✔️ heavy_minus_sign ➖
heavy_multiplication_x ✖️ heavy_plus_sign ➕ hospital 🏥 hourglass ⌛ hourglass_flowing_sand ⏳ house 🏠
hugging_face 🤗 inbox_tray 📥 information_source ℹ️ iphone 📱 joy 😂 key 🔑 keyboard ⌨️ label 🏷️ ladder 🪜
large_blue_circle 🔵 large_green_circle 🟢 large_orange_circle 🟠 large_yellow_circle 🟡 laptop 💻 link 🔗 lock 🔒
loudspeaker 📢 mag 🔍 mailbox 📫 mega 📣 memo 📝 microscope 🔬 money_with_wings 💸 mouse 🐭 muscle 💪 mute 🔇
neutral_face 😐 new 🆕 no_bell 🔕 no_entry ⛔ no_entry_sign 🚫 notebook 📓 octagonal_sign 🛑 office 🏢 ok_hand 👌
open_file_folder 📂 open_hands 👐 orange_circle 🟠 outbox_tray 📤 package 📦 page_facing_up 📄 paperclip 📎
partying_face 🥳 pencil 📝 pencil2 ✏️ phone ☎️ point_down 👇 point_left 👈 point_right 👉 point_up ☝️
police_car 🚓 pray 🙏 printer 🖨️ purple_circle 🟣 pushpin 📌 question ❓ raised_hand ✋ raised_hands 🙌 raising_hand 🙋
receipt 🧾 recycle ♻️ red_circle 🔴 repeat 🔁 rewind ⏪ robot_face 🤖 rocket 🚀 rotating_light 🚨 round_pushpin 📍
runner 🏃 satellite 🛰️ scales ⚖️ scream 😱 scroll 📜 second_place_medal 🥈 see_no_evil 🙈 shield 🛡️ ship 🚢 shrug 🤷
shopping_trolley 🛒 sleeping 😴 slightly_smiling_face 🙂 small_blue_diamond 🔹 small_orange_diamond 🔸
small_red_triangle 🔺 small_red_triangle_down 🔻 smile 😄 smiley 😃 snail 🐌 snowflake ❄️ sob 😭 sos 🆘 sparkles ✨
speech_balloon 💬 star ⭐ stop_sign 🛑 stopwatch ⏱️ sunglasses 😎 sunny ☀️ tada 🎉 telephone_receiver 📞 test_tube 🧪
thinking_face 🤔 third_place_medal 🥉 thumbsdown 👎 thumbsup 👍 ticket 🎫 timer_clock ⏲️ toolbox 🧰 trophy 🏆
truck 🚚 turtle 🐢 umbrella ☔ unamused 😒 unlock 🔓 upside_down_face 🙃 vertical_traffic_light 🚦 wastebasket 🗑️
warning ⚠️ wave 👋 whale 🐳 white_check_mark ✅ white_circle ⚪ wink 😉 world_map 🗺️ worried 😟 wrench 🔧 x ❌
yellow_circle 🟡 zap ⚡ zzz 💤
`;

const EMOJI = new Map([...TABLE.matchAll(/(\S+) (\P{ASCII}\S*)/gu)].map(([, name, sign]) => [name, sign]));

export const EMOJI_NAME = /^:([a-z0-9_+'-]+):(?::skin-tone-[2-6]:)?/;

export function emojiNames() {
  return [...EMOJI.keys()];
}

export function emojiOf(name) {
  return EMOJI.get(name);
}

export function withEmoji(text) {
  return text.replace(/:([a-z0-9_+'-]+):/g, (typed, name) => EMOJI.get(name) ?? typed);
}

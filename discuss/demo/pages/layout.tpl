<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>$title · The Mill Lane Letter</title>
<link rel="stylesheet" href="/style.css">
<link rel="icon" href="/mill.svg" type="image/svg+xml">
<script async src="$service/embed.js" data-site="$site"></script>
</head>
<body>
<header class="masthead"><a href="/">The Mill Lane Letter</a><p>News from the lower town</p></header>
<main>
$main
</main>
<footer><p>A made-up blog that shows <em>discuss</em> at work. Nobody in it exists, except perhaps the goose.</p></footer>
</body>
</html>
